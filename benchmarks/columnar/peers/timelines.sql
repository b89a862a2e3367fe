-- All timelines under the servicing policy: who is credited with what for which client from when until when.
-- Days are DATEs and every period is half-open; "until" is the first day after it, and NEVER if it has no end.
-- Money is whole numbers: units of the finest decimal place times the months that all prices of a client divide.
WITH

-- Presence: overlapping and touching periods of a user join, in the partner's account and in the client's. A stay
-- begins where all before it have ended, and ends with the latest end before the next one begins.
partner_stays AS (
    SELECT employee, start, coalesce(lead(before) OVER (PARTITION BY employee ORDER BY start), latest) AS until
    FROM (
        SELECT employee, start,
            max(until_of("end")) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            max(until_of("end")) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
        FROM partner_users
        WINDOW days AS (PARTITION BY employee ORDER BY start)
        QUALIFY before IS NULL OR start > before
    )
),
client_stays AS (
    SELECT client, employee, start, coalesce(lead(before) OVER (PARTITION BY client, employee ORDER BY start), latest) AS until
    FROM (
        SELECT client, employee, start,
            max(until_of("end")) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            max(until_of("end")) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
        FROM client_users
        WINDOW days AS (PARTITION BY client, employee ORDER BY start)
        QUALIFY before IS NULL OR start > before
    )
),
staff AS (
    SELECT employees.id AS employee, partner,
        coalesce(list_contains(
            list_transform(employee_domains, lambda domain: lower(domain)), lower(split_part(email, '@', 2))
        ), false) AS by_domain
    FROM employees JOIN partners ON partners.id = partner
),
links_by_hand AS (
    SELECT employee, client, start, until_of("end") AS until FROM links
),
present AS (
    SELECT partner, employee, client, by_domain,
        greatest(here.start, there.start) AS start, least(here.until, there.until) AS until
    FROM client_stays AS there
    JOIN partner_stays AS here USING (employee)
    JOIN staff USING (employee)
    WHERE here.start < there.until AND there.start < here.until
),

-- Managing: an unbroken presence in both accounts, from its first linked day on.
managing AS (
    SELECT partner, client, start, until FROM present WHERE by_domain
    UNION ALL
    SELECT partner, client, min(greatest(present.start, link.start)) AS start, present.until
    FROM present JOIN links_by_hand AS link USING (employee, client)
    WHERE NOT by_domain AND link.start < present.until AND present.start < link.until
    GROUP BY partner, client, employee, present.until
),
relationships AS (
    SELECT row_number() OVER () AS relationship, client, partner, start,
        coalesce(lead(before) OVER (PARTITION BY client, partner ORDER BY start), latest) AS until
    FROM (
        SELECT client, partner, start,
            max(until) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            max(until) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
        FROM managing
        WINDOW days AS (PARTITION BY client, partner ORDER BY start)
        QUALIFY before IS NULL OR start > before
    )
),

-- Active: inside a period of a user and outside the deactivations recorded with that very period. What is left of a
-- period lies between the latest end and the next start of its deactivations; its own end closes the last gap.
partner_active AS (
    SELECT employee, start, until_of("end") AS until FROM partner_users WHERE len(deactivated) = 0
    UNION ALL
    SELECT employee, start, until
    FROM (
        SELECT employee, least(pause.start, until) AS until,
            greatest(start, max(until_of(pause."end")) OVER (PARTITION BY user_period ORDER BY pause.start
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS start
        FROM (
            SELECT employee, start, until_of("end") AS until, row_number() OVER () AS user_period,
                unnest(list_append(deactivated, {'start': until_of("end"), 'end': NULL})) AS pause
            FROM partner_users WHERE len(deactivated) > 0
        )
    )
    WHERE start < until
),
client_active AS (
    SELECT employee, client, start, until_of("end") AS until FROM client_users WHERE len(deactivated) = 0
    UNION ALL
    SELECT employee, client, start, until
    FROM (
        SELECT employee, client, least(pause.start, until) AS until,
            greatest(start, max(until_of(pause."end")) OVER (PARTITION BY user_period ORDER BY pause.start
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS start
        FROM (
            SELECT employee, client, start, until_of("end") AS until, row_number() OVER () AS user_period,
                unnest(list_append(deactivated, {'start': until_of("end"), 'end': NULL})) AS pause
            FROM client_users WHERE len(deactivated) > 0
        )
    )
    WHERE start < until
),
active AS (
    SELECT partner, employee, client, by_domain,
        greatest(here.start, there.start) AS start, least(here.until, there.until) AS until
    FROM client_active AS there
    JOIN partner_active AS here USING (employee)
    JOIN staff USING (employee)
    WHERE here.start < there.until AND there.start < here.until
),

-- Able: active and linked. Whoever is, is managing, so every such period lies within one relationship. Periods may
-- overlap: below only the first and the last day of something are asked, which no repetition changes.
able AS (
    SELECT employee, client, able.start, able.until, relationship
    FROM (
        SELECT partner, employee, client, start, until FROM active WHERE by_domain
        UNION ALL
        SELECT partner, employee, client, greatest(active.start, link.start), least(active.until, link.until)
        FROM active JOIN links_by_hand AS link USING (employee, client)
        WHERE NOT by_domain AND link.start < active.until AND active.start < link.until
    ) AS able
    JOIN relationships AS whole USING (partner, client)
    WHERE whole.start <= able.start AND able.until <= whole.until
),

-- Served: an activity is live for 60 days, and no longer than its relationship. Two of the same stretch of 60 days
-- always touch, so its first and last day are all there is to know of it, and few rows are left to be sorted.
worked AS (
    SELECT relationship, datediff('day', DATE '0001-01-01', "on") // 60 AS stretch,
        min("on") AS first, max("on") AS last
    FROM activities JOIN able USING (employee, client)
    WHERE start <= "on" AND "on" < until AND action IN ('create', 'edit', 'publish') AND tool IN (
        'ads', 'blog', 'calls_to_action', 'contacts', 'crm', 'email', 'forms', 'landing_pages', 'lists', 'reports',
        'social', 'website_pages', 'workflows'
    ) AND (tool <> 'blog' OR action = 'publish')
    GROUP BY relationship, stretch
),
served AS (
    SELECT relationship, first AS start,
        coalesce(lead(before) OVER (PARTITION BY relationship ORDER BY first), latest) + 60 AS until
    FROM (
        SELECT relationship, first, lag(last) OVER days AS before,
            max(last) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
        FROM worked
        WINDOW days AS (PARTITION BY relationship ORDER BY first)
        QUALIFY before IS NULL OR first > before + 60
    )
),

-- Agreements: overlapping and touching ones join; a partner without a list has always had one.
agreements AS (
    SELECT id AS partner, DATE '-infinity' AS start, never() AS until FROM partners WHERE agreements IS NULL
    UNION ALL
    SELECT partner, start, coalesce(lead(before) OVER (PARTITION BY partner ORDER BY start), latest) AS until
    FROM (
        SELECT partner, start,
            max(until) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            max(until) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
        FROM (
            SELECT id AS partner, agreement.start, until_of(agreement."end") AS until
            FROM (SELECT id, unnest(agreements) AS agreement FROM partners)
        )
        WINDOW days AS (PARTITION BY partner ORDER BY start)
        QUALIFY before IS NULL OR start > before
    )
),
servicing AS (
    SELECT partner, client,
        greatest(served.start, agreement.start) AS start, least(served.until, whole.until, agreement.until) AS until
    FROM served
    JOIN relationships AS whole USING (relationship)
    JOIN agreements AS agreement USING (partner)
    WHERE agreement.start < least(served.until, whole.until) AND served.start < agreement.until
),

-- Revenue: what a client's items make a month, as changes by day.
counting AS (
    SELECT client, items, greatest(start, billing.first) AS start, least(until_of("end"), until_of(refunded_on)) AS until,
        not_in_good_standing
    FROM subscriptions WHERE billing IS NOT NULL
),
counted AS (
    SELECT client, items, start, until FROM counting WHERE len(not_in_good_standing) = 0
    UNION ALL
    SELECT client, items, start, until
    FROM (
        SELECT client, items, least(bad.start, until) AS until,
            greatest(start, max(until_of(bad."end")) OVER (PARTITION BY subscription ORDER BY bad.start
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS start
        FROM (
            SELECT client, items, start, until, row_number() OVER () AS subscription,
                unnest(list_append(not_in_good_standing, {'start': until, 'end': NULL})) AS bad
            FROM counting WHERE len(not_in_good_standing) > 0
        )
    )
    WHERE start < until
),
fees AS (
    SELECT client, units(item.price) - units(item.discount) AS net, item.months AS months,
        greatest(start, item.start) AS start, least(until, until_of(item."end")) AS until
    FROM (SELECT client, start, until, unnest(items) AS item FROM counted WHERE start < until)
    WHERE item.kind = 'recurring' AND item.eligible AND net > 0
        AND start < until_of(item."end") AND item.start < until
),
parts AS (
    SELECT client, list_reduce(list(DISTINCT months), lambda one, other: lcm(one, other)) AS parts
    FROM fees GROUP BY client
),
changes AS (
    SELECT client, day, whole(sum(delta)) AS delta
    FROM (
        SELECT client, start AS day, whole(0) AS delta, true AS sharing FROM servicing
        UNION ALL
        SELECT client, until, 0, true FROM servicing
        UNION ALL
        SELECT client, start, net * (parts // months), false FROM fees JOIN parts USING (client)
        UNION ALL
        SELECT client, until, -net * (parts // months), false FROM fees JOIN parts USING (client)
    )
    GROUP BY client, day
    HAVING bool_or(sharing) OR sum(delta) <> 0
),

-- Spans: the days between two changes at a client, and who shares it then. Every change is one of credit or of who
-- shares, so what follows needs no joining of neighbours.
spans AS (
    SELECT client, day AS start, lead(day) OVER days AS until, whole(sum(delta) OVER days) AS mrr
    FROM changes
    WINDOW days AS (PARTITION BY client ORDER BY day ROWS UNBOUNDED PRECEDING)
),
shared AS (
    SELECT client, span.start, any_value(span.until) AS until, any_value(mrr) AS mrr,
        list(partner ORDER BY partner) AS sharing
    FROM spans AS span JOIN servicing USING (client)
    WHERE servicing.start <= span.start AND span.until <= servicing.until
    GROUP BY client, span.start
),

-- Worth: an even share, in lowest terms, and the points it makes. No money makes no points at any rate, so a new
-- rate changes nothing then.
paying AS (
    SELECT client.id AS client, currency, minor.parts AS shown, unit() * coalesce(parts.parts, 1) AS whole,
        coalesce(rate.start, '-infinity') AS start, coalesce(rate.until, never()) AS until,
        multiplied(points_multiplier) * numerator AS points, multiplied(1) * denominator AS points_whole
    FROM clients AS client
    JOIN minor_units AS minor USING (currency)
    LEFT JOIN rates AS rate USING (currency)
    LEFT JOIN parts ON parts.client = client.id
),
credited AS (
    SELECT client, currency, sharing, shown, points, points_whole,
        CASE WHEN mrr = 0 THEN shared.start ELSE greatest(shared.start, paying.start) END AS start,
        CASE WHEN mrr = 0 THEN shared.until ELSE least(shared.until, paying.until) END AS until,
        mrr // gcd(mrr, whole * len(sharing)) AS credit,
        whole * len(sharing) // gcd(mrr, whole * len(sharing)) AS credit_whole
    FROM shared JOIN paying USING (client)
    WHERE CASE WHEN mrr = 0 THEN paying.until = never()
        ELSE paying.start < shared.until AND shared.start < paying.until END
),
pointed AS (
    SELECT client, start, until, currency, sharing, shown, credit, credit_whole,
        credit * points AS points, credit_whole * points_whole AS points_whole
    FROM credited
),
told AS (
    SELECT client, start, until AS "end", currency,
        rounded(credit, credit_whole, shown) AS credit, credit AS credit_numerator, credit_whole AS credit_denominator,
        rounded(points, points_whole, 100) AS points, points // gcd(points, points_whole) AS points_numerator,
        points_whole // gcd(points, points_whole) AS points_denominator, sharing
    FROM pointed
)
SELECT unnest(sharing) AS partner, client, start, "end", currency, credit, credit_numerator, credit_denominator,
    points, points_numerator, points_denominator, sharing
FROM told
ORDER BY partner, client, start
