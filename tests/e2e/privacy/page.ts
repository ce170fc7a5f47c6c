import type { Secrets } from "./secrets.ts";

/** What an honest recording must still show. */
export const CONTROL_TEXTS = [
  "Checkout for everyone",
  "Add to cart",
  "Delivery in 3 days, order 2024-000123",
  "Card number label",
  "Shadow heading stays",
  "Frame text stays",
  "Later text stays",
  "col-md-6 panel-heading",
  "Search products",
  "Button with a title",
  "Row 17 of the table",
  "open-state",
  "rgb(51, 102, 153)",
];

const SHAPES = encodeURIComponent(
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path d='m2 5 6 6 6-6'/></svg>",
);

export function canaryPage(s: Secrets): string {
  const png = (secret: string) => `data:image/png;base64,${Buffer.from(secret).toString("base64")}`;
  return `<!doctype html><html lang="en"><head>
<script src="/recorder.js"></script>
<script>startRecording(new URLSearchParams(location.search).get("gated") === "1", window.policy)</script>
<title>Shop ${s.pattern("title", "title.person@example.com")}</title>
<meta name="viewport" content="width=device-width">
<meta name="csrf-token" content="${s.at("csrf meta")}">
<meta name="description" content="${s.at("meta description")}">
<meta property="og:title" content="${s.at("meta og")}">
<meta name="custom-user" content="${s.at("meta custom")}">
<link rel="canonical" href="/canonical?user=${s.at("canonical query")}">
<style id="sheet">
/* ${s.at("css comment")} */
h1 { color: #336699; background: url("/bg.png?sig=${s.at("css url query")}") }
.icon { background: url("data:image/svg+xml,${SHAPES}") }
.leak { background: url("data:image/svg+xml;utf8,<svg><text>${s.at("css data text")}</text></svg>") }
.mail::after { content: "${s.pattern("css content pattern", "css.person@example.com")}" }
</style>
<script>const inlineScript = "${s.at("inline script")}"</script>
</head><body>
<!-- ${s.at("comment")} -->
<noscript><p>${s.at("noscript")}</p></noscript>
<h1>Checkout for everyone</h1>
<div class="col-md-6 panel-heading" data-state="open-state">Delivery in 3 days, order 2024-000123</div>
<table><tr><td>Row 17 of the table</td></tr></table>
<p id="text">Write to ${s.pattern("text email", "jane.doe@example.com")}, pay with ${s.pattern("text card", "4111 1111 1111 1111")}
 or ${s.pattern("text iban", "GB82 WEST 1234 5698 7654 32")}, token ${s.pattern("text jwt", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U")},
 key ${s.pattern("text key", "sk_live_4eC39HqLyjWDarjtT1zdp7dc")} and ${s.pattern("text hex", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c")}</p>
<form action="/pay?session=${s.at("form action query")}">
<label for="a">Card number label</label>
<input id="a" name="text" value="${s.at("input default")}" placeholder="Search products">
<input id="cleared" value="${s.at("cleared default")}">
<input id="badnumber" type="number" value="${s.at("invalid number default")}">
<input id="baddate" type="date" value="${s.at("invalid date default")}">
<input id="pw" type="password" name="login-pw" value="${s.at("password default")}">
<input id="pwcleared" type="password" value="${s.at("password cleared default")}">
<input id="pwtyped" type="password" name="second-pw">
<input id="hidden" type="hidden" name="h" value="${s.at("hidden")}">
<input type="checkbox" checked value="${s.at("checkbox value")}"><input type="radio" name="r" value="${s.at("radio value")}">
<input type="submit" value="${s.at("submit value")}"><input type="button" value="${s.at("button input value")}">
<input type="reset" value="${s.at("reset value")}"><input type="image" alt="Go" value="${s.at("image value")}" src="/i.png?k=${s.at("image input query")}">
<input type="email" value="${s.pattern("email input", "mail.input@example.com")}"><input type="search" value="${s.at("search")}">
<input type="tel" value="${s.at("tel")}"><input type="url" value="https://x.example/${s.at("url input")}">
<input type="color" value="#336699"><input type="range" value="42">
<input autocomplete="cc-number" value="${s.at("cc-number")}"><input autocomplete="one-time-code" value="${s.at("otp")}">
<textarea id="ta">${s.at("textarea default")}</textarea><textarea id="tacleared">${s.at("textarea cleared")}</textarea>
<select id="sel"><option value="${s.at("option value")}">${s.at("option text")}</option><option label="${s.at("option label")}">b</option>
<optgroup label="${s.at("optgroup label")}"><option>${s.at("optgroup option")}</option></optgroup></select>
<input list="dl"><datalist id="dl"><option value="${s.at("datalist value")}">${s.at("datalist text")}</option></datalist>
<button type="button" id="add" value="${s.at("button value")}" title="Button with a title">Add to cart</button>
</form>
<a href="/next?token=${s.at("link query")}#${s.at("link fragment")}" ping="/ping?${s.at("ping")}">next</a>
<a href="mailto:${s.pattern("mailto", "mail.to@example.com")}?subject=${s.at("mailto subject")}">mail</a>
<a href="javascript:alert('${s.at("javascript url")}')">js</a><a href="tel:+4912345${s.at("tel link")}">call</a>
<a href="https://user:${s.at("url password")}@host.example/">auth</a>
<img alt="x" src="${png(s.at("data image"))}" width="10" height="10"><img alt="y" src="/p.png?sig=${s.at("img query")}" srcset="/p2.png?sig=${s.at("srcset query")} 2x">
<div onclick="go('${s.at("onclick")}')" data-secret="${s.at("data-secret")}" data-user='{"id":"${s.at("data json")}"}' data-note="${s.at("data note")}"
 nonce="${s.at("nonce")}" title="Mail ${s.pattern("title attribute", "tip.person@example.com")}" aria-label="Call ${s.pattern("aria-label", "aria.person@example.com")}" style="background:url(/x.png?u=${s.at("style url")})">x</div>
<div id="editable" contenteditable="true">${s.at("contenteditable")} <b>${s.at("contenteditable child")}</b></div>
<div role="textbox">${s.at("role textbox")}</div>
<div class="rr-mask">${s.at("rr-mask")}<span>${s.at("rr-mask child")}</span></div>
<div data-waymark-mask>${s.at("waymark mask")}</div><div class="sentry-mask">${s.at("sentry mask")}</div>
<div data-hj-suppress>${s.at("hotjar")}</div><div data-clarity-mask="True">${s.at("clarity")}</div><div class="fs-mask">${s.at("fullstory")}</div>
<div data-openreplay-obscured>${s.at("openreplay")}</div><div data-dd-privacy="mask">${s.at("datadog")}</div><div data-private>${s.at("logrocket")}</div>
<div class="ph-no-capture">${s.at("posthog block")}<p title="${s.at("blocked attribute")}">x</p></div>
<div data-waymark-block id="blocked">${s.at("waymark block")}<input value="${s.at("blocked input")}"></div>
<div class="late" id="late">Late</div>
<div id="host"></div><div id="maskedhost" class="rr-mask"></div><custom-field id="custom" value="${s.at("custom element value")}"></custom-field>
<iframe id="frame" srcdoc="<p>Frame text stays</p><input value='${s.at("frame input")}'><div contenteditable>${s.at("frame editable")}</div>"></iframe>
<svg width="20" height="20"><text class="rr-mask">${s.at("svg text")}</text><path d="M0 0L10 10"/></svg>
<canvas id="canvas" width="40" height="40"></canvas>
</body></html>`;
}

/** Acts in the page; the secrets that it types and sets go in by name. */
export function actions(s: Secrets): Record<string, string> {
  return Object.fromEntries(
    [
      "typed text",
      "typed password",
      "shown password",
      "retyped password",
      "cloned password",
      "replaced password",
      "hidden set",
      "attribute value set",
      "added input",
      "added option",
      "editable typed",
      "late text",
      "blocked later",
      "shadow masked later",
      "shadow input",
      "textarea child",
      "custom set",
      "rule query",
      "adopted query",
      "font query",
      "style property",
      "history query",
      "hash",
      "added link",
      "added comment",
      "text node card",
      "programmatic value",
      "editable later",
      "design mode",
      "selector mask",
    ].map((name) => [
      name,
      name === "text node card" ? s.pattern(name, "5555-5555-5555-4444") : s.at(name),
    ]),
  );
}

/** Runs in the page. */
export async function act(v: Record<string, string>): Promise<void> {
  const $ = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
  const turn = () => new Promise((resolve) => setTimeout(resolve, 60));
  const type = (input: HTMLInputElement, text: string) => {
    for (let i = 1; i <= text.length; i++) {
      input.value = text.slice(0, i);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  type($("a"), v["typed text"]!);
  $<HTMLInputElement>("cleared").value = "";
  $<HTMLInputElement>("pwcleared").value = "";
  $<HTMLTextAreaElement>("tacleared").value = "";
  type($("pwtyped"), v["typed password"]!);
  await turn();
  const shown = $<HTMLInputElement>("pwtyped");
  shown.type = "text";
  shown.value = v["shown password"]!;
  await turn();
  type(shown, v["retyped password"]!);
  const clone = shown.cloneNode() as HTMLInputElement;
  clone.id = "clone";
  clone.setAttribute("value", v["cloned password"]!);
  shown.after(clone);
  const replacement = document.createElement("input");
  replacement.name = "second-pw";
  replacement.setAttribute("value", v["replaced password"]!);
  shown.replaceWith(replacement);
  $<HTMLInputElement>("hidden").value = v["hidden set"]!;
  $("a").setAttribute("value", v["attribute value set"]!);
  $<HTMLInputElement>("badnumber").type = "text";
  await turn();
  $("add").insertAdjacentHTML(
    "afterend",
    `<input value="${v["added input"]}"><p>Later text stays</p><!--${v["added comment"]}--><a href="/x?k=${v["added link"]}">l</a>`,
  );
  $<HTMLSelectElement>("sel").add(new Option(v["added option"], v["added option"]));
  $("editable").append(v["editable typed"]!);
  $("editable").firstChild!.textContent = v["editable typed"]!;
  $("ta").textContent = v["textarea child"]!;
  $("custom").setAttribute("value", v["custom set"]!);
  await turn();
  const late = $("late");
  late.classList.add("rr-mask");
  late.firstChild!.textContent = v["late text"]!;
  $("blocked").append(
    Object.assign(document.createElement("p"), { textContent: v["blocked later"] }),
  );
  const shadow = $("host").attachShadow({ mode: "open" });
  shadow.innerHTML = `<h2>Shadow heading stays</h2><input value="${v["shadow input"]}">`;
  const masked = $("maskedhost").attachShadow({ mode: "open" });
  masked.textContent = "first";
  await turn();
  masked.firstChild!.textContent = v["shadow masked later"]!;
  masked.append(v["shadow masked later"]!);
  const sheet = ($("sheet") as unknown as HTMLStyleElement).sheet!;
  sheet.insertRule(`p { background: url("/r.png?k=${v["rule query"]}") }`);
  const adopted = new CSSStyleSheet();
  adopted.replaceSync(`p { background: url("/a.png?k=${v["adopted query"]}") }`);
  document.adoptedStyleSheets = [adopted];
  document.fonts.add(new FontFace("Canary", `url("/f.woff2?k=${v["font query"]}")`));
  $("add").style.setProperty("background-image", `url("/s.png?k=${v["style property"]}")`);
  history.pushState(null, "", `/step?q=${v["history query"]}#${v["hash"]}`);
  const card = document.createTextNode("pending");
  $("text").append(card);
  await turn();
  card.data = `Paid with ${v["text node card"]}`;
  $<HTMLInputElement>("cleared").value = v["programmatic value"]!;
  const later = document.createElement("div");
  $("text").after(later);
  await turn();
  later.setAttribute("contenteditable", "");
  later.textContent = v["editable later"]!;
  const frame = $<HTMLIFrameElement>("frame").contentDocument!;
  frame.designMode = "on";
  frame.body.append(v["design mode"]!);
  const chosen = document.createElement("section");
  chosen.innerHTML = `<div class="vip"><em>${v["selector mask"]}</em></div>`;
  document.body.append(chosen);
  await new Promise((resolve) => setTimeout(resolve, 700));
}
