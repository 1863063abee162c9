"""The words that the bot says in Discord only; those of every front end: `bot.answering.reply`."""

from __future__ import annotations

ASKED = "asked"
YOU_ASKED = "You asked"
ANSWER_THIS = "Answer this"
IN_CONTEXT = "In context"
MORE = "More"
EARLIER = "Earlier"
LATER = "Later"
NEXT_CITATION = "Next citation"
DELETE = "Delete"
SHARE = "Share"
ASK_EDITORS = "Ask the editors"
SEND_QUESTION = "Send my question to the editors"
ERASE = "Erase my questions"
FAQ_MARK = "-# FAQ {fingerprint}"
UP = "\N{THUMBS UP SIGN}"
DOWN = "\N{THUMBS DOWN SIGN}"
NOT_MEANT = "Not what I meant"
CHOSEN = "-# A language model chose this answer; it wrote none of it."

SHARED = "Shared"
CHOICE_GONE = "The FAQ was changed meanwhile, and that question is no longer there."
CHOICE_NEAR = "These are near it:"
OUTDATED = (
    "That button is from before the FAQ was changed, and what it stood for is no longer there. "
    "Please ask again."
)
ANSWERED_ALREADY = "That message is answered already: {link}"
NOT_YOURS_TO_DELETE = "Only the person who asked, or a moderator, can delete this answer."
NOT_YOURS_TO_SEND = "Only the person who asked this question can send it to the editors."
NOT_YOURS_TO_MEAN = "Only the person who asked this question can say that they meant another."
NOT_YOURS_TO_ERASE = "Use /privacy to see and erase what is kept of you."
NO_SHARE_HERE = "You can't write in this channel, so I can't post this for you."
SHARED_ALREADY = "That is posted already."
GONE = "That message is gone already."
THANKS = "Thank you. Noted."
THANKS_SORRY = (
    "Thank you, noted. Your question itself was not stored. If you like, send it to the editors, "
    "so that they can mend the FAQ."
)
SENT = (
    "Thank you. The editors will see your question:\n> {question}\n"
    "Your name is not stored with it. /privacy shows and erases what you have sent."
)
NOTHING_TO_SEND = "I can't find the question on that card any more. Please ask again."
DATABASE_AWAY = (
    "My database does not answer just now. Nothing was kept, changed or erased; please try again "
    "in a few minutes."
)
NOT_KNOWN_NOW = "not known now, the database does not answer"
TOO_MANY_SENT = (
    "You have sent {limit} questions to the editors today, and I keep no more of one day. This one "
    "was not kept. /privacy shows and erases what you have sent."
)
FAILED = (
    "Something went wrong on my side, sorry. If you report it, give this reference: {reference}"
)
TOO_LONG = (
    "That is {length} characters; I read questions of up to {limit}. Please ask more briefly, "
    "or in several questions."
)
EMPTY_QUESTION = "There is no text in it that I could answer."
SLOW_DOWN = "You're asking faster than I may answer. Please try again in {wait}."
CHANNEL_BUSY = "This channel asks faster than I may answer. Please try again in {wait}."
ROLE_MENTIONED = (
    "You mentioned my role, and then Discord does not show me what you wrote. Please mention me "
    "myself: <@{me}>."
)
NO_PLACE = "I was asked in <#{channel}>, but I can't answer there:"
LACKS = "I lack {missing}. Please tell a moderator."
LOCKED = "that thread is locked."
TIMED_OUT = "I'm timed out in that server and may write again {until}."
REFUSED = "Discord refused my answer (code {code}). Please tell a moderator if that goes on."
USE_ASK = "Or use /ask, which is always answered."
PARTS_LEFT = "-# I answer up to {limit} questions at once. Please ask these on their own: {rest}"

PRIVACY = """**What I keep**
· Your questions: nothing, unless you press a button that says it sends one to the editors. \
Then its text is kept for up to {days}, with the server it came from, the minute, and a code \
made from your account number, by which you can find and erase it here. No name, no number. \
{erased}
· 👍, 👎, picks and “Not what I meant”: which entry of the FAQ, which version of it, and \
how often. Not who. That a click counts once takes a code made of your account number and the \
card, for up to {days}; nothing can be read out of it.
· Each day, how often each entry and each kind of reply was given. No text.
· In memory only, for {minutes}: your last questions in a channel, so that a follow-up is \
understood; after a restart they are gone.
· {sent}"""
SENT_NOWHERE = "Nothing is sent anywhere but to Discord."
SENT_TO_A_MODEL = (
    "Where I'm not sure which answer of the FAQ is meant, a language model on `{host}` chooses: it "
    "gets your question, your last questions in that channel and those answers; no name, no "
    "number. It writes nothing. Nothing else is sent anywhere but to Discord."
)
MODEL = (
    "Where I'm not sure, `{name}` chooses among the FAQ's answers; asked since I started: {count}."
)
MODEL_AWAY = "`{name}` can't be asked to choose just now; I answer without it."
ERASED_FROM_FILES = "What is erased is gone from the database's files at once, or minutes later."
ERASED_FROM_TABLES = (
    "What is erased is gone from the database's tables at once, or minutes later; the server's own "
    "journal and the operator's backups may hold it until they are replaced."
)
NONE_KEPT = "**Of you:** no question is kept."
KEPT = "**Of you:** {count} kept:"
ERASED = "Done. Erased: {count}."
AND_MORE = "-# … and more."
NOTHING_MORE = "That is all."

FOR_MODERATORS = "Only those who may manage this server can do that."
FOR_THE_OPERATOR = (
    "Only the operator's own servers can do that; `FOOTNOTE_OPERATOR_GUILDS` lists them. "
    "What is saved in the FAQ's files serves by itself, without any command."
)
NEEDS_CONTENT = (
    "To answer without being mentioned I need to read the channel's messages. The operator has to "
    "set `FOOTNOTE_MESSAGE_CONTENT=true` and switch on **Message Content Intent** in Discord's "
    "Developer Portal (Bot → Privileged Gateway Intents), then start me again. "
    "Forums work without it, from the posts' titles."
)
LISTENING = "Now I listen in {where} and answer what the article plainly answers. Else I'm silent."
LISTENING_TITLES = (
    "Now I answer new posts in {where}, from their titles, where the article plainly answers."
)
LACKING = "But I'm not allowed to there: I still need {missing}."
NOT_LISTENING = "I no longer listen in {where}."
NEVER_LISTENED = "I wasn't listening in {where}."
RELOADED = "Read again: FAQ `{fingerprint}` with {count} serves now."
RELOAD_FAILED = "The FAQ could not be read anew; the one before stays and serves."
FAULTS = "Faults found in the files ({count}):"
GAPS = "**Sent to the editors from this server, the latest first ({first} to {last} of {count}):**"
SETTLE = "Settle"
EARLIER_PAGE = "Back"
LATER_PAGE = "Further"
NEW_GAPS = "{count} for the editors from this server. Moderators see them with `/faq gaps`."
NOTIFYING = (
    "Now I tell {where}, once a day at most, how many new questions there are for the editors; "
    "never a question itself. By now there are: {count} (see /faq gaps)."
)
NOT_NOTIFYING = "I no longer tell of new questions."
NEVER_NOTIFIED = "I wasn't telling of new questions."
NO_FORUM = "A forum holds posts, and I open none. Choose a text channel or a thread."
SCOPED = "Now I answer in {where}, and in its threads, from {titles} only."
NOT_SCOPED = "Now I answer in {where} from all articles."
NO_SUCH_ARTICLE = (
    "There is no article “{name}”. Choose from those that are offered while you type; "
    "between two of them stands a semicolon."
)
SCOPE_GONE = "all articles, since those that it was bound to are gone; see /faq scope"
NO_GAPS = "No question was sent to the editors from this server."
WHY = {"not_covered": "not covered", "wrong_answer": "wrong answer", "picked": "picked instead"}

ADD_TO_FAQ = "Add to the FAQ"
ADD_QUESTION = "Question, as people see it"
ADD_QUOTES = "What answers it in the article"
ADD_NEAREST = "The nearest sentences; choose the fewest that answer."
ADD_ANSWER = "Answer"
ADD_OPTIONAL = "Empty: the sentences answer by themselves. [1] names the first of them."
ADD_NO_SENTENCE = "No sentence of the article is near this question"
SENTENCE = "sentence"
ADDED = "Added to the FAQ as `{id}`; it serves now."
ADD_CHANGED = "The article was changed since that form was opened. Please open it again."
ADD_KEPT = "What you wrote:"
FORM_GONE = "I was started anew since that form was opened. Please open it again."
NOT_ADDED = "Not added, nothing was changed."


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 entry`, `3 entries`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
