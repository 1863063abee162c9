/** The page begins here: it comes in with the key and becomes a member. */

import { ask, enter } from "./connection.js";
import { Desk, lastMember } from "./desk.js";
import { byId } from "./dom.js";
import { theme } from "./theme.js";

async function start() {
  theme();
  try {
    await enter();
    const people = await ask("/sandbox/people");
    const names = people.filter((user) => !user.owner).map((user) => user.username);
    const kept = lastMember();
    new Desk().become(names.includes(kept) ? kept : names[0] || people[0].username);
  } catch (fault) {
    byId("closed-reason").textContent = fault.message;
    byId("closed").hidden = false;
    byId("app").hidden = true;
  }
}

start();
