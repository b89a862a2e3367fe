-- One statement from built timelines: the segments that a day is in.
SELECT * EXCLUDE (start, "end") FROM timelines WHERE start <= as_of() AND as_of() < until_of("end")
ORDER BY partner, client
