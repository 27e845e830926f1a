// The machine's Chromium, to load pages in.
import { chromium } from "playwright-core";
import { chromiumOfMachine } from "../support/chromium.mjs";

export const launch = () => chromium.launch(chromiumOfMachine());
