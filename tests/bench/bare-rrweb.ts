/** The reference of `record.mainThread`: rrweb as it comes, its events thrown away. */
import { record } from "rrweb";

record({ emit() {}, recordAfter: "DOMContentLoaded" });
