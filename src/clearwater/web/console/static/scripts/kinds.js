// What kinds of values are called.
import { _ } from "./words.js";

const ONE = {
  action: _("action"), account: _("account"), object: _("object"), target: _("target"), device: _("device"), ip: _("address"),
  line: _("access line"), client: _("client build"), place: _("place"), url: _("link"), media: _("picture or film"), text: _("text"),
};
const MANY = {
  action: _("Actions"), account: _("Accounts"), object: _("Objects"), target: _("Targets"), device: _("Devices"), ip: _("Addresses"),
  line: _("Lines"), client: _("Client builds"), place: _("Places of events"), url: _("Links"), media: _("Pictures and films"), text: _("Texts, by what they say"),
};

export const kindName = (kind) => ONE[kind] ?? kind;
export const kindsName = (kind) => MANY[kind] ?? kind;
