/** Version of the stored format. Readers upgrade older data (`upgrade.ts`) and refuse newer data. */
export const FORMAT_VERSION = 1;
