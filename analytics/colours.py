"""The colours of every chart.

Blue against orange, which all common kinds of colour blindness tell apart (Okabe & Ito 2008, Color Universal
Design), and each clearly lighter or darker than the others: they hold in grey as well.
"""

INK, QUIET, PAPER = "#1b1b1b", "#5c5c5c", "#ffffff"
# Of the scores 1, 2, 3 and 4.
SCORES = ("#9a3f12", "#f7cb8a", "#52a5cf", "#06304a")
LINE, BAND, STRONG, WEAK = SCORES[3], SCORES[2], SCORES[3], SCORES[1]
