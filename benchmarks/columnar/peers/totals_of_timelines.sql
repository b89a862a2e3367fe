-- What each partner's lines make every day, from built timelines: sums of changes, and only then days. The exact
-- points have one denominator for all; 128 bits hold their sums, and more would be refused.
WITH
lines AS (
    SELECT partner, greatest(start, first_day()) AS start, least(until_of("end"), day_after()) AS until,
        points_numerator::HUGEINT AS number, points_denominator::HUGEINT AS whole
    FROM timelines WHERE start < day_after() AND first_day() < until_of("end")
),
common AS (
    SELECT list_reduce(list(DISTINCT whole), lambda one, other: lcm(one, other), 1::HUGEINT) AS whole
    FROM lines WHERE whole IS NOT NULL
),
changes AS (
    SELECT partner, day, sum(lines) AS lines, sum(unknown) AS unknown, sum(points)::HUGEINT AS points
    FROM (
        SELECT partner, unnest([start, until]) AS day, unnest([1, -1]) AS lines,
            CASE WHEN number IS NULL THEN unnest([1, -1]) ELSE 0 END AS unknown,
            unnest([1, -1]) * coalesce(number * (common.whole // lines.whole), 0) AS points
        FROM lines CROSS JOIN common
    )
    GROUP BY partner, day
),
runs AS (
    SELECT partner, day AS start, lead(day) OVER days AS until, sum(lines) OVER days AS lines,
        sum(unknown) OVER days AS unknown, (sum(points) OVER days)::HUGEINT AS points
    FROM changes
    WINDOW days AS (PARTITION BY partner ORDER BY day ROWS UNBOUNDED PRECEDING)
),
told AS (
    SELECT partner, start, until, lines::BIGINT AS lines, unknown::BIGINT AS unknown, rounded(points, whole, 100) AS points,
        points AS numerator, whole AS denominator
    FROM runs CROSS JOIN common WHERE lines > 0
)
SELECT partner, unnest(generate_series(start, until - 1, INTERVAL 1 DAY))::DATE AS day, lines,
    CASE WHEN unknown = 0 THEN points END AS points, unknown, points AS known_points,
    numerator AS known_points_numerator, denominator AS known_points_denominator
FROM told
ORDER BY partner, day
