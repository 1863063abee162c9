"""What only states, judges or exclaims something is told from what asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.form import only_states
from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import SmallTalk, entry_of
from tests.benchmarks.intents import knowledge_of

STATING = """
my boss is so mean
lol nice site
50 million users is a lot
linkedin is owned by microsoft
this contributor is really annoying me in the issues
nice site
what a day
how nice
i love pizza
i hate mondays
i am so tired
we are happy
my cat is so cute
this is boring
that is hilarious
everyone loves this game
the new map is awesome
this article is really interesting
so cool
love this server
great work everyone
linkedin was founded in 2003
china is a big country
python is a programming language
mondays are the worst
the weather is lovely today
haha that was funny
omg this is insane
you are so smart
microsoft is evil
that was a joke
pizza is delicious
i'm bored
im so hungry lol
beautiful!
such a shame
amazing news!
the bridge was designed by a german
they are so rude
the mods are lazy
my homework is boring
it is a pity
the movie was great
my neighbours are crazy
nice one mate
these people are ridiculous
well that's disappointing
tbh this sub is overrated
bro that's wild
winter is my favourite season
she is so jealous
cats are the best
he was a genius
this bot is pretty impressive
ok that is just silly
my landlord is so greedy
the new logo is gorgeous
honestly this show is hilarious
paris is a lovely city
twitter was bought by elon musk
i really like this channel
he is the worst
what a mess
ten hours is a lot
our team is the best
omg so pretty
that was amazing lol
we loved the concert
summer is amazing
this meeting is boring as hell
people are weird
your pictures are adorable
the soup was delicious
dogs are better than cats
exams are stressful
""".strip().split("\n")

ASKING = """
shipping cost
founder
battery life
2fa
i cant log in
my parcel never came
forgot my password
error 403 when installing
i want to cancel my order
need a refund
my boss is so mean. when can i sign up?
i am in china and linkedin is blocked, why
my card was declined
i lost my phone
my order is late
the screen is black
the app is slow
my account is locked
refund please
best price
free shipping
great white shark nesting season
i like to return this
i would love to know the price
the light is blinking red
my washing machine is leaking
i am pregnant
i am under 18
i am from china
there is no sound
i was charged twice
it is not working
it doesn't turn on
tell me about the warranty
opening hours
wifi password
the door is stuck
my phone is dead
linkedin blocked china
site down
lost luggage
i have a question about shipping
i have a cracked screen
shipping to france is free
do you ship to france
can i pay by card
the package is wet
i received the wrong size
my son is 12
nice restaurants near me
battery drains fast
return policy
i am confused about shipping
i'm interested in a refund
help with login
the keyboard is too small
update failed
the price is wrong
looking for the manual
linkedin is still blocked
is it so mean
the tap is dripping
good hotels in rome
what a refund costs
what is an sbom
how annoying is it to return
how big
my password is not accepted
the battery is hot
no signal
my delivery is two days late
what a visa costs
card not accepted
the handle came off
water everywhere
i would like a refund
lost password
dimensions
vegan options
best time to visit
is it any good
gift wrapping
my bill is too high
the zipper is jammed
it is making a weird noise
can't find my invoice
how nice is the hotel
my tickets are not in the app
we are looking for a room
i am allergic to nuts
discount for students
the app says invalid code
i have been charged twice
my flight was cancelled
the payment was declined by my bank
my account was hacked by someone
i love the chair but one leg is broken
great deals on phones
the subscription is expensive to cancel
someone stole my bike
opening times sunday
my parcel was delivered to a neighbour
the oven is a fire hazard
everything is gone
black screen
the plug gets hot
i never got a confirmation
good alternatives
remove my data
cancel
""".strip().split("\n")


@pytest.mark.parametrize("message", STATING)
def test_a_claim_an_opinion_and_an_exclamation_ask_nothing(message: str) -> None:
    """Who or what it is and what is said of it; an opinion; what somebody loves."""
    assert only_states(message)


@pytest.mark.parametrize("message", ASKING)
def test_keywords_reports_wishes_and_questions_ask(message: str) -> None:
    """What fails, what is wanted, mere keywords and a question after a statement."""
    assert not only_states(message)


@given(st.sampled_from(STATING), st.sampled_from(ASKING))
def test_beside_a_statement_a_question_still_asks(stated: str, asked: str) -> None:
    """Whatever is said before it or after it."""
    assert not only_states(f"{stated}. {asked}")
    assert not only_states(f"{asked}\n{stated}")


@given(st.sampled_from(STATING))
def test_a_question_mark_makes_a_question(stated: str) -> None:
    """As people ask whether it is so."""
    assert not only_states(f"{stated}?")


INTENTS = (
    ("my card was declined", "the card is not accepted", "card got refused at the till"),
    ("i lost my phone", "my phone was stolen", "my phone is gone"),
    ("the app is great", "i love this app", "the app is the best"),
    ("how do i open an account", "open a new account", "what do i need to open an account"),
    ("how much is a transfer", "price of a transfer", "what does a transfer cost"),
    ("where is the example file", "an example file", "show me the example"),
)


@pytest.fixture(scope="module")
def bank() -> Knowledge:
    """A bank's bot whose members often state what they want."""
    texts = [text for intent in INTENTS for text in intent]
    return knowledge_of(texts, [n for n, intent in enumerate(INTENTS) for _ in intent])


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("my card was declined again", 0),
        ("i lost my phone yesterday", 1),
        ("this app is the best", 2),
        ("example", 5),
        ("transfer", 4),
    ],
)
def test_a_statement_that_phrasings_make_is_answered(
    bank: Knowledge, message: str, intent: int
) -> None:
    """So is a word that stands in several phrasings of an entry."""
    reply = answer(bank, message).first.reply
    shown = entry_of(reply)
    assert shown is not None
    assert shown.id == f"intent-{intent}"


@pytest.mark.parametrize(
    "message",
    ["my boss is so mean", "lol nice site", "50 million users is a lot", "what a day",
     "linkedin is owned by microsoft", "quit", "example", "picked", "online"],
)  # fmt: skip
def test_nothing_is_answered_to_who_asks_nothing(knowledge: Knowledge, message: str) -> None:
    """Though its words are those of the FAQ."""
    reply = answer(knowledge, message).first.reply
    assert isinstance(reply, SmallTalk)
    assert reply.topic == "chat"
    assert reply.offers


@pytest.mark.parametrize("message", ["hafnium", "founder", "weibo", "revenge"])
def test_a_word_that_is_a_subject_of_the_faq_asks(knowledge: Knowledge, message: str) -> None:
    """A name, what people ask for, a word of several phrasings."""
    assert not isinstance(answer(knowledge, message).first.reply, SmallTalk)
