-- One statement under the servicing policy: who is credited with what for which client as of a day.
-- Facts of a single day need no periods: whoever was able to act on the day of an activity is found row by row.
WITH
recent AS (
    SELECT DISTINCT employee, client, "on" AS day
    FROM activities
    WHERE as_of() - 60 < "on" AND "on" <= as_of() AND action IN ('create', 'edit', 'publish') AND tool IN (
        'ads', 'blog', 'calls_to_action', 'contacts', 'crm', 'email', 'forms', 'landing_pages', 'lists', 'reports',
        'social', 'website_pages', 'workflows'
    ) AND (tool <> 'blog' OR action = 'publish')
),
staff AS (
    SELECT employees.id AS employee, partner,
        coalesce(list_contains(
            list_transform(employee_domains, lambda domain: lower(domain)), lower(split_part(email, '@', 2))
        ), false) AS by_domain
    FROM employees JOIN partners ON partners.id = partner
),

-- Attributed: active in both accounts, and linked, on the day of the activity. Only the latest one of a partner at a
-- client can tell whether anything is live.
latest AS (
    SELECT partner, client, max(day) AS day
    FROM recent
    JOIN client_users AS there USING (employee, client)
    JOIN partner_users AS here USING (employee)
    JOIN staff USING (employee)
    WHERE inside(day, there.start, there."end") AND NOT any_inside(day, there.deactivated)
        AND inside(day, here.start, here."end") AND NOT any_inside(day, here.deactivated)
        AND (by_domain OR EXISTS (
            FROM links AS link
            WHERE link.employee = recent.employee AND link.client = recent.client AND inside(day, link.start, link."end")
        ))
    GROUP BY partner, client
),

-- Presence up to the day: stays of the clients that may have a line, as far as they reach into its last 60 days.
partner_stays AS (
    SELECT employee, start, coalesce(lead(before) OVER (PARTITION BY employee ORDER BY start), latest) AS until
    FROM (
        SELECT employee, start,
            max(until_of("end")) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            max(until_of("end")) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
        FROM partner_users
        WHERE start <= as_of()
        WINDOW days AS (PARTITION BY employee ORDER BY start)
        QUALIFY before IS NULL OR start > before
    )
),
client_stays AS (
    SELECT client, employee, start,
        coalesce(lead(before) OVER (PARTITION BY client, employee ORDER BY start), latest) AS until
    FROM (
        SELECT client, employee, start,
            max(until_of("end")) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            max(until_of("end")) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
        FROM client_users SEMI JOIN latest USING (client)
        WHERE start <= as_of()
        WINDOW days AS (PARTITION BY client, employee ORDER BY start)
        QUALIFY before IS NULL OR start > before
    )
),
present AS (
    SELECT partner, employee, client, by_domain,
        greatest(here.start, there.start) AS start, least(here.until, there.until) AS until
    FROM client_stays AS there
    JOIN partner_stays AS here USING (employee)
    JOIN staff USING (employee)
    WHERE here.start < there.until AND there.start < here.until
        AND here.until > as_of() - 60 AND there.until > as_of() - 60
),
managing AS (
    SELECT partner, client, start, until FROM present WHERE by_domain
    UNION ALL
    SELECT partner, client, min(greatest(present.start, link.start)) AS start, present.until
    FROM present JOIN links AS link USING (employee, client)
    WHERE NOT by_domain AND link.start <= as_of()
        AND link.start < present.until AND present.start < until_of(link."end")
    GROUP BY partner, client, employee, present.until
),

-- The relationship of the day, from when on it was unbroken.
relationships AS (
    SELECT client, partner, start, coalesce(lead(before) OVER (PARTITION BY client, partner ORDER BY start), latest) AS until
    FROM (
        SELECT client, partner, start,
            max(until) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            max(until) OVER (days ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
        FROM managing
        WINDOW days AS (PARTITION BY client, partner ORDER BY start)
        QUALIFY before IS NULL OR start > before
    )
),
shared AS (
    SELECT client, list(partner ORDER BY partner) AS sharing
    FROM latest
    JOIN relationships AS whole USING (partner, client)
    JOIN partners ON partners.id = partner
    WHERE whole.start <= day AND as_of() < whole.until AND (agreements IS NULL OR any_inside(as_of(), agreements))
    GROUP BY client
),

-- Revenue of the day.
fees AS (
    SELECT client, units(item.price) - units(item.discount) AS net, item.months AS months
    FROM (
        SELECT client, unnest(items) AS item
        FROM subscriptions SEMI JOIN shared USING (client)
        WHERE inside(as_of(), start, "end") AND billing.first <= as_of() AND as_of() < until_of(refunded_on)
            AND NOT any_inside(as_of(), not_in_good_standing)
    )
    WHERE item.kind = 'recurring' AND item.eligible AND net > 0 AND inside(as_of(), item.start, item."end")
),
parts AS (
    SELECT list_reduce(list(DISTINCT months), lambda one, other: lcm(one, other), 1) AS parts FROM fees
),
paid AS (
    SELECT client, whole(sum(net * (parts // months))) AS mrr FROM fees CROSS JOIN parts GROUP BY client
),

-- Worth: an even share, in lowest terms, and the points it makes.
owed AS (
    SELECT client, sharing, currency, minor.parts AS shown, coalesce(mrr, 0) AS mrr,
        unit() * (SELECT parts FROM parts) * len(sharing) AS whole,
        multiplied(points_multiplier) * rate.numerator AS points, multiplied(1) * rate.denominator AS points_whole
    FROM shared
    JOIN clients ON clients.id = client
    JOIN minor_units AS minor USING (currency)
    LEFT JOIN paid USING (client)
    LEFT JOIN rates AS rate ON rate.currency = clients.currency AND inside(as_of(), rate.start, rate.until)
),
credited AS (
    SELECT client, sharing, currency, shown, points, points_whole,
        mrr // gcd(mrr, whole) AS credit, whole // gcd(mrr, whole) AS credit_whole
    FROM owed
),
pointed AS (
    SELECT client, sharing, currency, shown, credit, credit_whole,
        credit * points AS points, credit_whole * points_whole AS points_whole
    FROM credited
),
told AS (
    SELECT client, currency, rounded(credit, credit_whole, shown) AS credit,
        credit AS credit_numerator, credit_whole AS credit_denominator, rounded(points, points_whole, 100) AS points,
        points // gcd(points, points_whole) AS points_numerator,
        points_whole // gcd(points, points_whole) AS points_denominator, sharing
    FROM pointed
)
SELECT unnest(sharing) AS partner, client, currency, credit, credit_numerator, credit_denominator,
    points, points_numerator, points_denominator, sharing
FROM told
ORDER BY partner, client
