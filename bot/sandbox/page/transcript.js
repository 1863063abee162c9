/** Draws the channels of a transcript from the conversation that the page holds. */

import { byId, make } from "./dom.js";
import { messageView } from "./message_view.js";

/** Draw every channel with its messages, as a picture: nothing in it acts. */
function drawTranscript({ people, known, start, channels }) {
  const users = new Map(people.map((user) => [user.id, user]));
  const places = new Map(known.map((channel) => [channel.id, channel]));
  const names = {
    user: (id) => users.get(id),
    channel: (id) => places.get(id),
    role: () => null,
    now: new Date(start),
  };
  for (const { name, topic, messages } of channels) {
    const items = messages.map((message, at) => messageView(message, messages[at - 1], names));
    byId("transcript").append(
      make("header.bar", {}, make("h2", {}, name), topic ? make("p", { id: "topic" }, topic) : null),
      make("ol.messages", {}, ...items),
    );
  }
}

drawTranscript(JSON.parse(byId("conversation").textContent));
