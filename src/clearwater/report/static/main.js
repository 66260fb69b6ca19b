// Starts the page. Everything it needs is inside this file; it asks no network.

import { startCopying } from "./copy.js";
import { startNavigation } from "./navigation.js";
import { startLanguages } from "./texts.js";

startLanguages();
startNavigation();
startCopying();
