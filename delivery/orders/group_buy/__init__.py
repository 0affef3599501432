"""The order export of a group-buying app (团购接龙): read, checked, told, and taken in.

The files stand in the order in which a workbook passes through them::

    container → survey → workbook           bytes become cells, or are refused
    columns → values → products             cells become words, counts and fen
    addresses → doors → drafts              a row becomes a line with its door and its notes
    blocks → holding → households → rules   rows are held against one another, and become orders
    report → telling, slips → printing      what a person is shown, before and after
    target → homes, goods → publishing      where it goes, and how it becomes rows

Up to `rules`, `report` and `slips` all is plain Python: no database, no request. `services`
writes all or nothing, `commands` is what an operator types, `sentences` what each code says.
"""
