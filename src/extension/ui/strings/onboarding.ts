/** Every word of the page that opens after the install. */
export const onboardingStrings = {
  title: "Welcome to Waymark",
  lead: "Waymark records what happens in a browser tab, replays it, and points at the moments where the user stumbled.",
  library: "Open the library",
  settings: "Settings",

  startTitle: "Record this now",
  steps: [
    "Open the site that you want to test in a tab of its own.",
    "Press the Waymark button in the toolbar. If you do not see it, look behind the button with the puzzle piece, and pin it.",
    "Press “Start recording”. The browser asks you once for access to the site; the page then shows a sign that it is recorded.",
    "Use the page. Press “Mark” when something looks wrong, and say in a few words what.",
    "Press “Stop”, then “Open replay”.",
  ],

  permissionsTitle: "What it may do, and why",
  permissionsLead:
    "No page is read, and no script runs in it, before you start to record its site or name it in the settings.",
  permissions: [
    ["The tab where you press the button", "to know which page you mean."],
    [
      "A site, or all sites",
      "to record there. The browser asks you at the first start on a site, and you can take it back any time.",
    ],
    ["Scripts and navigation", "to follow a recorded tab from page to page without a gap."],
    ["Storage without a limit", "because recordings are kept in this browser, and may be large."],
    ["Alarms", "to notice a crashed tab or a full disk, once a minute."],
  ] as readonly (readonly [string, string])[],

  privacyTitle: "Privacy in three sentences",
  privacy: [
    "Recordings stay in this browser until you export or push them, and each time you are shown first what leaves.",
    "Before anything is stored, what people type is masked and e-mail addresses, card numbers and keys are taken out of texts; passwords, payment cards, one-time codes, hidden fields and file names are never recorded.",
    "A page or its user can say no, and that is kept: by Global Privacy Control, by an opt-out, or where your own lists say so.",
  ],
  privacyMore: "Change what is masked",
} as const;
