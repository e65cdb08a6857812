"""Widgets that know no noun of ours. Each module's first lines show how it is used.

palette (colours, font, sheet) · icons · cards (words, buttons, cards, pages, footers, empty states) · wrap ·
editors (kind to widget) · form · wizard (from a `Flow`) · table (pages over the door) · offers and search ·
work (one worker, progress) · trouble (what happened, what to do) · notices · chart · keys.
"""
