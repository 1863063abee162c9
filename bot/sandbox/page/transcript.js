/** Draws the channels of a transcript from the conversation that its page holds. */

import { byId, make } from "./elements.js";
import { messageItem } from "./message.js";

/** Draw every channel with its messages, as a picture: nothing in it acts. */
function drawTranscript({ people, known, start, channels }) {
  const names = {
    user: (id) => people.find((user) => user.id === id),
    channel: (id) => known.find((channel) => channel.id === id),
    now: new Date(start),
  };
  for (const { name, topic, messages } of channels) {
    const heading = make("header.bar", {}, make("h2", {}, name), make("p.topic", {}, topic));
    const items = messages.map((message) => messageItem(message, names));
    byId("transcript").append(heading, make("ol.messages", {}, ...items));
  }
}

drawTranscript(JSON.parse(byId("conversation").textContent));
