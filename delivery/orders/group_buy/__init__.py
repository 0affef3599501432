"""The order export of a group-buying app (团购接龙): read it, check it, say what was found.

The files stand in the order in which a workbook passes through them::

    container → survey → workbook        bytes become cells, or are refused
    columns → cells → products           cells become words, counts and fen
    addresses → doors → blocks → rules   rows become orders of households, each row with its notes
    report → slips                       what a person is shown before and after the import

Everything here is plain Python; no file knows of a database or a request.
"""
