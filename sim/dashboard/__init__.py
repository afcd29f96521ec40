"""A page on one's own machine: runs bargained month by month, scenarios changed and compared, results read.

What stands here knows no browser; the views, in `page`, are the only part that imports solara.
"""
