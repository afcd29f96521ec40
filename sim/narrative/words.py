"""The words of a story: one table of sentences, and the names that stand in them.

A sentence is filled with the values of its fact. What needs more than a number, as a list of reasons or a
number of months, is put into words by `telling`, which offers it under a name of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# When something is worth telling.
PROTEST_MOVE = 0.05  # change of mobilisation in a month; the noise of a month is some .01
REPRESSION_MOVE = 0.5  # of the five levels from 0 to 1: two at once
LONG = 3  # months: what lasts shorter is reported, if at all, where the month is reported anyway
MOST_REASONS = 2
SECOND_REASON = 0.5  # of the weight of the first: below it, one reason is enough

SIDES = {"Kremlin": "Moscow", "Minsk": "Minsk"}
STEPS = {
    -1: "one step less subsidy",
    1: "one more step of subsidy",
    2: "two more steps of subsidy",
}
BUNDLES = (
    "",
    "a signature under road maps",
    "a signature under constitutional reform",
    "a signature under fuel through Russian ports",
    "a signature under security",
    "a signature under supranational bodies",
    "a signature under road maps and fuel through Russian ports",
    "a signature under road maps and security",
    "a signature under constitutional reform and security",
    "a signature under road maps, fuel through Russian ports and security",
    "a signature under all five issues",
    "a signature under all five issues, two steps at once",
    "a signature under all the road maps agreed so far",
)
TYPES = {
    "pliable": "a pliable leader",
    "staller": "a staller",
    "resolute": "a resolute leader",
    "gradualist": "a gradualist",
    "integrator": "an integrator",
    "replacer": "a Kremlin that would rather replace him",
}
REASONS = {
    "Kremlin": {
        "dominance": "a shorter hold on Minsk",
        "integration": "slower integration",
        "exercise": "an exercise under worse skies",
        "subsidy": "the cost of the subsidy",
        "confrontation": "more quarrel",
        "windfall": "cheap gas",
        "image": "Russia's image among Belarusians",
        "help": "the cost of helping",
        "strength": "a client grown too strong",
        "protest": "protest in Belarus",
        "loan": "the cost of the loan",
        "publicity": "having nothing to show",
        "regime_collapse": "the danger of a collapse",
        "leader_replaced": "a worse chance of another leader",
        "western_reopening": "the danger that the West reopens",
        "rupture": "the danger of a rupture",
        "deep_integration": "integration further off",
    },
    "Minsk": {
        "tenure": "a shorter time in power",
        "activity": "a weaker economy",
        "income": "less money",
        "backing": "less public backing",
        "protest": "more protest",
        "repression": "the cost of repression",
        "confrontation": "more quarrel",
        "rhetoric": "having to speak loudly",
        "sovereignty": "the loss of sovereignty",
        "audience": "the loss of face at home",
        "regime_collapse": "the danger of a collapse",
        "leader_replaced": "the danger of being replaced",
        "western_reopening": "a worse chance that the West reopens",
        "rupture": "the danger of a rupture",
        "deep_integration": "being absorbed",
    },
}
CAUSES = {
    "mobilisation": "protest ({start:.2f} to {end:.2f})",
    "strength": "{strength} ({start:.2f} to {end:.2f})",
    "reserves": "thin reserves ({start:.1f} to {end:.1f} bn dollars)",
    "arrears": "unpaid foreign bills ({end:.1f} bn dollars)",
    "push": "Moscow's work for another leader",
    "implemented.CR": "the reform carried out ({end:.2f})",
    "implemented.SE": "{security} ({start:.2f} to {end:.2f})",
    "backing": "{backing} ({start:.2f} to {end:.2f})",
    "isolation": "{isolation} ({start:.2f} to {end:.2f})",
    "repression": "{repression} ({start:.2f} to {end:.2f})",
    "overture": "courting the West",
    "russia_west_tension": "{tension} ({start:.2f} to {end:.2f})",
    "confrontation": "open quarrel with Moscow ({start:.2f} to {end:.2f})",
}
ENDINGS = {
    "muddling_through": "nothing of the kind",
    "deep_integration": "deep integration",
    "leader_replaced": "a replacement of the leader",
    "regime_collapse": "a collapse of the regime",
    "western_reopening": "a reopening by the West",
    "rupture": "a rupture with Moscow",
}

SENTENCES = {
    # the month opens
    "event": "{What}{lasting}.",
    "gas_price": "From now on gas costs {price:.1f} dollars instead of {before:.1f}.",
    # meetings
    "summit": "The leaders meet.",
    "offer": "{Side} {asked}.",
    "accepted": "{Responder} agrees.",
    "refused": "{Responder} refuses{because}.",
    "counter_accepted": "{Responder} {change}, and {Proposer} agrees.",
    "counter_refused": "{Responder} {change}, which {Proposer} refuses{because}.",
    "secret": "The deal is kept secret.",
    "road_maps": "Of the {total} road maps {signed} are signed by now.",
    "subsidy_raised": "That raises the subsidy to {subsidy:.2f} bn dollars a month.",
    "subsidy_cut": "That lowers the subsidy to {subsidy:.2f} bn dollars a month.",
    # conduct
    "withheld": "Moscow withholds what is due{so_long}.",
    "tranche": "Moscow pays out {amount:.2f} bn dollars of a loan.",
    "deferred": "Moscow puts off repayments, {amount:.2f} bn dollars in all{so_long}.",
    "push_seen": "Moscow works for another leader{so_long}, and Minsk notices.",
    "push_unseen": "Moscow works for another leader{so_long}; Minsk does not notice.",
    "suppression": "Moscow helps to put protest down{so_long}.",
    "stalled": "Minsk stalls on what it has signed{so_long}.",
    "vote_held": "Minsk holds the referendum on the constitution.",
    "vote_postponed": "Minsk puts off the referendum by {months_words}.",
    "repression_raised": "Minsk represses more harshly ({level:.2f} after {before:.2f}).",
    "repression_eased": "Minsk eases repression ({level:.2f} after {before:.2f}).",
    "overture": "Minsk courts the West{so_long}.",
    # the country
    "leak": "{Secrets} out.",
    "reserves_thin": "Reserves fall to {reserves:.1f} bn dollars; below {thin:.1f} they are thin.",
    "reserves_recovered": "Reserves are back at {reserves:.1f} bn dollars.",
    "arrears": "Minsk leaves {arrears:.2f} bn dollars of foreign bills unpaid.",
    "arrears_cleared": "Minsk has paid all its foreign bills.",
    "protest_grew": "Protest grows (from {before:.2f} to {mobilisation:.2f}), with {crowd_words} in the "
    "streets on the biggest day.",
    "protest_ebbed": "Protest ebbs (from {before:.2f} to {mobilisation:.2f}).",
    "sanctions": "The EU adds {rounds_words} of sanctions ({all} since the start).",
    "exercise_held": "The joint exercise is held.",
    "exercise_dropped": "The joint exercise does not take place.",
    # the end
    "muddling_through": "After {months_words} the two still muddle through.",
    "deep_integration": "So much is carried out that nothing is left to bargain over: deep integration.",
    "leader_replaced": "The leader is replaced.",
    "regime_collapse": "The regime collapses.",
    "western_reopening": "The West reopens to Minsk.",
    "rupture": "Minsk breaks with Moscow.",
    "integrated": "Of all that Moscow wants, {implemented:.0%} is carried out, of the supranational bodies "
    "{bodies:.0%}.",
    "risk": "The chance of that in a month has come to {chance_words}, {compared}{made_by}.",
    "left": "The likeliest other ending is {ending_words}, with a chance of {chance_words} a month.",
    "stands": "Of what Moscow wants, {signed_index:.0%} is signed and {implemented_index:.0%} carried out; "
    "reserves stand at {reserves_usd_bn:.1f} bn dollars.",
}


def listed(words: Sequence[str]) -> str:
    """Several things as one reads them: `a`, `a and b`, `a, b and c`.

    Parameters
    ----------
    words : sequence of str
        Any number of them.

    Returns
    -------
    str
        Empty for none.
    """
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def capital(words: str) -> str:
    """The same words at the head of a sentence.

    Parameters
    ----------
    words : str
        May be empty.

    Returns
    -------
    str
        With its first letter as a capital.
    """
    return words[:1].upper() + words[1:]
