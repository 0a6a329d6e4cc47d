"""Records the stems of NLTK's PorterStemmer: /usr/bin/python3 record.py (NLTK 3.8)."""

import json
import pathlib
import random

import nltk
from nltk.stem.porter import PorterStemmer

random.seed(43)
ROOTS = (
    "act agre am analog archae at be bl bus ca car cat conflat control cr cry d depend die dispos driv ed eed enjoy er fail "
    "fall feed fil fizz fl fly form fright geo gyroscop hiss hop hopp i inter iz l lie log luxur meth mot n nation oper or "
    "phil play pon pray pred rat relat replac reviv roll sens siz sk sky sp spy st syllog syzyg tann the ti tr triplic tro "
    "troubl try univers use vex vil x y yell z a1 2b 3"
).split()
SUFFIXES = (
    "s es ies sses ss ed eed ied ing ings y ly ally ational tional enci anci izer ization izations ization bli alli entli eli "
    "ousli ation ator alism iveness fulness ousness aliti iviti biliti fulli fully logi logy icate ative alize iciti ical ful "
    "ness al ance ence er ic able ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize e ee ll lle less ity ities"
).split()
IRREGULAR = (
    "sky skies dying lying tying news innings inning outings outing cannings canning howe proceed exceed succeed "
    "ties dies lies died tied a as is the of this was yes"
).split()

words = {root + suffix for root in ROOTS for suffix in SUFFIXES if random.random() < 0.35}
words |= {root + random.choice(SUFFIXES) + random.choice(SUFFIXES) for root in ROOTS for _ in range(4)}
words |= {"".join(random.choices("aeioyylsztdbng", k=random.randint(1, 8))) for _ in range(400)}
words |= set(ROOTS) | set(IRREGULAR)

stem = PorterStemmer().stem
path = pathlib.Path(__file__).parent / "fixtures" / "stems.json"
stems = [f"{word} {stem(word)}" for word in sorted(words)]
path.write_text(json.dumps({"version": nltk.__version__, "stems": stems}) + "\n")
