// Entry: small modules, each for one thing. They meet in DOM events and data attributes only.
import "./net.js";
import "./tick.js";
import "./keys.js";
import "./forms.js";
import "./menus.js";
import "./messages.js";
import "./again.js";
