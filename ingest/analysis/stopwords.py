"""Words that carry grammar and no subject, in the three languages; words of questions included."""

from __future__ import annotations

from functools import lru_cache

from ingest.documents import Language

_NL = """
aan al alle allemaal als altijd ander andere anders ben bent beide beter bij binnen bijvoorbeeld
daar daarbij daarin daarmee daarna daarom daarvan daarvoor dan dat de degene der deze dezelfde die
dit doe doen doet door dus echter een eens eerst eigen eigenlijk elk elke en enkele er ermee ervan
ervoor even ga gaan gaat geen geweest graag had hadden haar heb hebben hebt heel heeft hem hen het
hier hierbij hierin hiermee hiervoor hij hoe hoeveel hun ieder iedere iemand iets ik in is ja je jij
jou jouw jullie kan kon konden krijg krijgen krijgt kunnen kunt kwam laat laten maar mag mee meer
meest men met mij mijn mijzelf misschien moest moet moeten na naar nadat naast net niemand niet
niets nog nooit nu of om omdat onder ons onze ook op over pas per reeds sinds slechts soms tegen
ten ter te terwijl tijdens toch toen tot tussen u uit uw vaak van vanaf vanuit veel via volgens voor
voordat vooral waar waarbij waarin waarmee waarom waarop waarvan waarvoor wanneer want waren was
wat we weer weinig wel welk welke werd werden wie wij wil wilde willen wilt word worden wordt zal
ze zeer zelf zich zichzelf zij zijn zo zoals zodat zou zouden zonder zullen zult
"""

_DE = """
ab aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes auch auf
aus bei beim beispielsweise bereits besonders bin bis bist bzw da dabei dadurch dafür dagegen damit
danach dann daran darauf daraus darf darin darüber darum das dass davon dazu dein deine dem den
denen denn der deren des deshalb dessen die dies diese diesem diesen dieser dieses doch dort du
durch dürfen ebenso eher ein eine einem einen einer eines einige einigen einiger eigene eigenen er
es etwa etwas euch euer für gar gegen geht gibt gilt habe haben hat hatte hatten hier hierzu hinter
ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in ins ist ja jede jedem jeden jeder
jedes jedoch jetzt kann kannst kein keine keinem keinen keiner können könnte lässt machen man
manche mehr mein meine meinem meinen meiner mit muss müssen nach nachdem neben nicht nichts noch nun
nur ob oder oft ohne per schon sehr sei sein seine seinem seinen seiner seit selbst sich sie sind so
sobald sodass sofern sogar solche solchen soll sollen sollte sollten somit sondern sonst soweit
sowie sowohl trotz um und uns unser unsere unserem unseren unter viel viele vielen vom von vor wann
war waren warum was weil weiter welche welchem welchen welcher welches wem wen wenn wer werde werden
weshalb wie wieder wieviel will wir wird wo wobei wodurch wofür womit woran worden wurde wurden wäre
während würde würden über überhaupt zu zum zur zwar zwischen
"""

_EN = """
a about above after again against all also although always am among an and another any anyone
anything are around as at be because been before being below between both but by can cannot could
did do does doing done down during each either else etc even ever every few first for from further
get gets getting give given gives go goes going had has have having he hence her here hers him his
how however i if in into is it its itself just least less let like made make makes many may me might
mine more most much must my myself near need needs neither never no nor not now of off often on once
one only onto or other others our ours out over own per perhaps please quite rather really same
shall she should since so some someone something such than that the their theirs them themselves
then there therefore these they this those through thus to together too toward towards under until
up upon us use used uses using very via want wants was we well were what when where whether which
while who whom whose why will with within without would yet you your yours
"""

STOP_WORDS: dict[Language, frozenset[str]] = {
    "nl": frozenset(_NL.split()),
    "de": frozenset(_DE.split()),
    "en": frozenset(_EN.split()) - {"first", "need", "needs", "one", "use", "used", "uses"},
}
"""Compared before stemming: the German stemmer makes "sich" of "Sicherheit"."""


@lru_cache(maxsize=50_000)
def is_stop_word_anywhere(token: str) -> bool:
    """Tell whether one of the three languages counts the token as empty."""
    return any(token.lower() in words for words in STOP_WORDS.values())
