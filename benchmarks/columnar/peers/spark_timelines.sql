-- Spark: all timelines under the servicing policy, as timelines.sql says it, statement by statement; the last is the
-- query. Days are whole numbers since 1970, {never} is the first day after a period without an end, and -{never} the
-- first day of one that always was. Whole numbers are BIGINT, which refuses to overflow. Spark has no gcd: credit and
-- points are exact, but in no lowest terms, so they are compared by their value.
-- What is about clients is divided by client once, and joined and windowed where it then lies.
SET spark.sql.requireAllClusterKeysForCoPartition=false;
SET spark.sql.optimizer.canChangeCachedPlanOutputPartitioning=false;
SET spark.sql.objectHashAggregate.sortBased.fallbackThreshold=1000000;
-- Otherwise every view is read and resolved anew for each that is made of it.
SET spark.sql.legacy.storeAnalyzedPlanForView=true;
-- Otherwise what makes a list is evaluated a second time, to see whether the list has anything in it.
SET spark.sql.optimizer.excludedRules=org.apache.spark.sql.catalyst.optimizer.InferFiltersFromGenerate;

CREATE OR REPLACE TEMPORARY FUNCTION half_even(number BIGINT, whole BIGINT) RETURNS BIGINT
RETURN number div whole + CASE
    WHEN 2 * (number % whole) > whole OR (2 * (number % whole) = whole AND (number div whole) % 2 = 1) THEN 1L ELSE 0L
END;

-- How many points a unit of a currency makes, as a fraction, and into how many parts a unit is divided where it is shown.
CREATE OR REPLACE TEMPORARY VIEW rates AS
SELECT currency, parts AS shown, coalesce(start, -{never}) AS start, coalesce(until, {never}) AS until,
    numerator, denominator
FROM minor_units
LEFT JOIN (
    SELECT code AS currency, unix_date(since) AS start, unix_date(before) AS until,
        2L AS numerator, cast(2 * amount AS BIGINT) AS denominator
    FROM VALUES
        ('USD', NULL, NULL, 100),
        ('CAD', NULL, NULL, 130),
        ('AUD', NULL, DATE '2025-07-15', 105),
        ('COP', NULL, DATE '2025-07-15', 300300),
        ('EUR', NULL, DATE '2025-07-15', 75),
        ('GBP', NULL, DATE '2025-07-15', 62.50),
        ('JPY', NULL, DATE '2025-07-15', 12000),
        ('SGD', NULL, DATE '2025-07-15', 140),
        ('ZAR', NULL, DATE '2025-07-15', 1545),
        ('AUD', DATE '2025-07-15', NULL, 154),
        ('COP', DATE '2025-07-15', NULL, 408000),
        ('EUR', DATE '2025-07-15', NULL, 88),
        ('GBP', DATE '2025-07-15', NULL, 74),
        ('JPY', DATE '2025-07-15', NULL, 14400),
        ('SGD', DATE '2025-07-15', NULL, 129),
        ('ZAR', DATE '2025-07-15', NULL, 1768)
    AS published (code, since, before, amount)
) USING (currency);

-- Presence: overlapping and touching periods of a user join, in the partner's account and in the client's.
CREATE OR REPLACE TEMPORARY VIEW partner_periods AS
SELECT employee, unix_date(start) AS start, coalesce(unix_date(`end`), {never}) AS until,
    array_sort(transform(deactivated, pause -> struct(
        unix_date(pause.start) AS start, coalesce(unix_date(pause.`end`), {never}) AS until
    ))) AS pauses
FROM partner_users;

CREATE OR REPLACE TEMPORARY VIEW client_periods AS
SELECT /*+ REPARTITION({partitions}, client) */ employee, client,
    unix_date(start) AS start, coalesce(unix_date(`end`), {never}) AS until,
    array_sort(transform(deactivated, pause -> struct(
        unix_date(pause.start) AS start, coalesce(unix_date(pause.`end`), {never}) AS until
    ))) AS pauses
FROM client_users;

CACHE TABLE client_periods;

-- Periods that meet are merged in the same way four times: a function of Spark takes no table.
CREATE OR REPLACE TEMPORARY VIEW partner_stays AS
SELECT employee, start, coalesce(lead(before) OVER (PARTITION BY employee ORDER BY start), latest) AS until
FROM (
    SELECT employee, start,
        max(until) OVER (PARTITION BY employee ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
        max(until) OVER (
            PARTITION BY employee ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS latest
    FROM partner_periods
)
WHERE before IS NULL OR start > before;

CREATE OR REPLACE TEMPORARY VIEW client_stays AS
SELECT client, employee, start,
    coalesce(lead(before) OVER (PARTITION BY client, employee ORDER BY start), latest) AS until
FROM (
    SELECT client, employee, start,
        max(until) OVER (
            PARTITION BY client, employee ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS before,
        max(until) OVER (
            PARTITION BY client, employee ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS latest
    FROM client_periods
)
WHERE before IS NULL OR start > before;

CREATE OR REPLACE TEMPORARY VIEW staff AS
SELECT employees.id AS employee, partner,
    coalesce(exists(employee_domains, domain -> lower(domain) = lower(split_part(email, '@', 2))), false) AS by_domain
FROM employees JOIN partners ON partners.id = partner;

CREATE OR REPLACE TEMPORARY VIEW links_by_hand AS
SELECT employee, client, unix_date(start) AS start, coalesce(unix_date(`end`), {never}) AS until FROM links;

CREATE OR REPLACE TEMPORARY VIEW partner_present AS
SELECT partner, employee, by_domain, start, until FROM partner_stays JOIN staff USING (employee);

CREATE OR REPLACE TEMPORARY VIEW present AS
SELECT /*+ BROADCAST(here) */ partner, employee, client, by_domain,
    greatest(here.start, there.start) AS start, least(here.until, there.until) AS until
FROM client_stays AS there
JOIN partner_present AS here USING (employee)
WHERE here.start < there.until AND there.start < here.until;

-- Managing: an unbroken presence in both accounts, from its first linked day on.
CREATE OR REPLACE TEMPORARY VIEW managing AS
SELECT client, partner, start, until
FROM (
    SELECT /*+ BROADCAST(link) */ present.client, partner, present.employee, present.until,
        min(CASE
            WHEN by_domain THEN present.start
            WHEN link.start IS NOT NULL THEN greatest(present.start, link.start)
        END) AS start
    FROM present
    LEFT JOIN links_by_hand AS link ON link.employee = present.employee AND link.client = present.client
        AND NOT by_domain AND link.start < present.until AND present.start < link.until
    GROUP BY present.client, partner, present.employee, present.until
)
WHERE start IS NOT NULL;

CREATE OR REPLACE TEMPORARY VIEW relationships AS
SELECT client, partner, start, coalesce(lead(before) OVER (PARTITION BY client, partner ORDER BY start), latest) AS until
FROM (
    SELECT client, partner, start,
        max(until) OVER (
            PARTITION BY client, partner ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS before,
        max(until) OVER (
            PARTITION BY client, partner ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS latest
    FROM managing
)
WHERE before IS NULL OR start > before;

-- Active: inside a period of a user and outside the deactivations recorded with that very period. What is left of a
-- period lies between the latest end and the next start of its deactivations; its own end closes the last gap.
CREATE OR REPLACE TEMPORARY VIEW partner_active AS
SELECT partner, employee, by_domain, start, until
FROM (
    SELECT employee, inline(CASE
        WHEN size(pauses) = 0 THEN array(struct(start, until))
        ELSE transform(array_append(pauses, struct(until AS start, until AS until)), (pause, before) -> struct(
            greatest(start, array_max(transform(slice(pauses, 1, before), each -> each.until))) AS start,
            least(pause.start, until) AS until
        ))
    END)
    FROM partner_periods
)
JOIN staff USING (employee)
WHERE start < until;

CREATE OR REPLACE TEMPORARY VIEW client_active AS
SELECT employee, client, start, until
FROM (
    SELECT employee, client, inline(CASE
        WHEN size(pauses) = 0 THEN array(struct(start, until))
        ELSE transform(array_append(pauses, struct(until AS start, until AS until)), (pause, before) -> struct(
            greatest(start, array_max(transform(slice(pauses, 1, before), each -> each.until))) AS start,
            least(pause.start, until) AS until
        ))
    END)
    FROM client_periods
)
WHERE start < until;

CREATE OR REPLACE TEMPORARY VIEW active AS
SELECT /*+ BROADCAST(here) */ partner, employee, client, by_domain,
    greatest(here.start, there.start) AS start, least(here.until, there.until) AS until
FROM client_active AS there
JOIN partner_active AS here USING (employee)
WHERE here.start < there.until AND there.start < here.until;

-- Able: active and linked. Whoever is, is managing, so every such period lies within one relationship, from "began" to
-- "ends". Periods may overlap: below only the first and the last day of something are asked.
CREATE OR REPLACE TEMPORARY VIEW able AS
SELECT /*+ SHUFFLE_HASH(relation) */ employee, here.client, here.partner, here.start, here.until,
    relation.start AS began, relation.until AS ends
FROM (
    SELECT /*+ BROADCAST(link) */ active.client, partner, active.employee,
        CASE WHEN by_domain THEN active.start ELSE greatest(active.start, link.start) END AS start,
        CASE WHEN by_domain THEN active.until ELSE least(active.until, link.until) END AS until
    FROM active
    LEFT JOIN links_by_hand AS link ON link.employee = active.employee AND link.client = active.client
        AND NOT by_domain AND link.start < active.until AND active.start < link.until
    WHERE by_domain OR link.start IS NOT NULL
) AS here
JOIN relationships AS relation ON relation.client = here.client AND relation.partner = here.partner
WHERE relation.start <= here.start AND here.until <= relation.until;

-- Served: an activity is live for 60 days, and no longer than its relationship. Two of the same stretch of 60 days
-- always touch, so its first and last day are all there is to know of it, and few rows are left to be moved.
CREATE OR REPLACE TEMPORARY VIEW worked AS
SELECT client, partner, began, max(ends) AS ends, min(day) AS first, max(day) AS last
FROM (
    SELECT /*+ BROADCAST(able) */ able.client, partner, began, ends, unix_date(`on`) AS day,
        cast((unix_date(`on`) + 719162) div 60 AS INT) AS stretch
    FROM activities JOIN able ON able.employee = activities.employee AND able.client = activities.client
    WHERE able.start <= unix_date(`on`) AND unix_date(`on`) < able.until
        AND action IN ('create', 'edit', 'publish') AND tool IN (
            'ads', 'blog', 'calls_to_action', 'contacts', 'crm', 'email', 'forms', 'landing_pages', 'lists', 'reports',
            'social', 'website_pages', 'workflows'
        ) AND (tool <> 'blog' OR action = 'publish')
)
GROUP BY client, partner, began, stretch;

CREATE OR REPLACE TEMPORARY VIEW served AS
SELECT client, partner, first AS start,
    least(ends, coalesce(lead(before) OVER (PARTITION BY client, partner, began ORDER BY first), latest) + 60) AS until
FROM (
    SELECT client, partner, began, ends, first, lag(last) OVER (PARTITION BY client, partner, began ORDER BY first) AS before,
        max(last) OVER (
            PARTITION BY client, partner, began ORDER BY first ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS latest
    FROM (SELECT /*+ REPARTITION({partitions}, client) */ * FROM worked)
)
WHERE before IS NULL OR first > before + 60;

-- Agreements: overlapping and touching ones join; a partner without a list has always had one.
CREATE OR REPLACE TEMPORARY VIEW agreements_joined AS
SELECT id AS partner, -{never} AS start, {never} AS until FROM partners WHERE agreements IS NULL
UNION ALL
SELECT partner, start, coalesce(lead(before) OVER (PARTITION BY partner ORDER BY start), latest) AS until
FROM (
    SELECT partner, start,
        max(until) OVER (PARTITION BY partner ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
        max(until) OVER (
            PARTITION BY partner ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS latest
    FROM (
        SELECT partner, unix_date(agreement.start) AS start, coalesce(unix_date(agreement.`end`), {never}) AS until
        FROM (SELECT id AS partner, explode(agreements) AS agreement FROM partners)
    )
)
WHERE before IS NULL OR start > before;

CREATE OR REPLACE TEMPORARY VIEW servicing AS
SELECT /*+ BROADCAST(agreement) */ client, partner,
    greatest(served.start, agreement.start) AS start, least(served.until, agreement.until) AS until
FROM served JOIN agreements_joined AS agreement USING (partner)
WHERE agreement.start < served.until AND served.start < agreement.until;

-- Revenue: what a client's items make a month.
CREATE OR REPLACE TEMPORARY VIEW counting AS
SELECT client, items, greatest(unix_date(start), unix_date(billing.first)) AS start,
    least(coalesce(unix_date(`end`), {never}), coalesce(unix_date(refunded_on), {never})) AS until,
    array_sort(transform(not_in_good_standing, bad -> struct(
        unix_date(bad.start) AS start, coalesce(unix_date(bad.`end`), {never}) AS until
    ))) AS pauses
FROM subscriptions WHERE billing IS NOT NULL;

CREATE OR REPLACE TEMPORARY VIEW fees AS
SELECT client, start, until, net, months
FROM (
    SELECT client, greatest(start, unix_date(item.start)) AS start,
        least(until, coalesce(unix_date(item.`end`), {never})) AS until,
        cast(item.price * {unit} AS BIGINT) - cast(item.discount * {unit} AS BIGINT) AS net,
        cast(item.months AS BIGINT) AS months
    FROM (
        SELECT client, start, until, explode(items) AS item
        FROM (
            SELECT client, items, inline(CASE
                WHEN size(pauses) = 0 THEN array(struct(start, until))
                ELSE transform(array_append(pauses, struct(until AS start, until AS until)), (pause, before) -> struct(
                    greatest(start, array_max(transform(slice(pauses, 1, before), each -> each.until))) AS start,
                    least(pause.start, until) AS until
                ))
            END)
            FROM counting
        )
        WHERE start < until
    )
    WHERE item.kind = 'recurring' AND item.eligible
)
WHERE net > 0 AND start < until;

-- Into how many parts a unit is divided is a number of months that all fees of the client divide; not always the least.
CREATE OR REPLACE TEMPORARY VIEW fees_of_clients AS
SELECT client, collect_list(struct(start, until, net, months)) AS fees,
    aggregate(collect_set(months), 1L, (common, each) -> CASE
        WHEN common % each = 0 THEN common WHEN each % common = 0 THEN each ELSE common * each
    END) AS parts
FROM fees
GROUP BY client;

CREATE OR REPLACE TEMPORARY VIEW served_clients AS
SELECT /*+ BROADCAST(clients), SHUFFLE_HASH(paid) */ serving.client, currency,
    cast(points_multiplier * {multiplier} AS BIGINT) AS multiplied, coalesce(parts, 1L) AS parts, servings, fees
FROM (
    SELECT client, array_sort(collect_list(struct(partner, start, until))) AS servings FROM servicing GROUP BY client
) AS serving
JOIN clients ON clients.id = serving.client
LEFT JOIN fees_of_clients AS paid ON paid.client = serving.client;

CACHE TABLE served_clients;

-- Spans: the days between two changes at a client. Every change is one of credit or of who shares, so what follows
-- needs no joining of neighbours.
CREATE OR REPLACE TEMPORARY VIEW changes AS
SELECT client, day, sum(delta) AS delta
FROM (
    SELECT client, inline(CASE WHEN fees IS NULL THEN shared ELSE concat(shared, paid) END)
    FROM (
        SELECT client, fees,
            flatten(transform(servings, each -> array(
                struct(each.start AS day, 0L AS delta, true AS sharing),
                struct(each.until AS day, 0L AS delta, true AS sharing)
            ))) AS shared,
            flatten(transform(fees, each -> array(
                struct(each.start AS day, each.net * (parts div each.months) AS delta, false AS sharing),
                struct(each.until AS day, -each.net * (parts div each.months) AS delta, false AS sharing)
            ))) AS paid
        FROM served_clients
    )
)
GROUP BY client, day
HAVING bool_or(sharing) OR sum(delta) <> 0;

CREATE OR REPLACE TEMPORARY VIEW spans AS
SELECT client, day AS start, lead(day) OVER (PARTITION BY client ORDER BY day) AS until,
    sum(delta) OVER (PARTITION BY client ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS mrr
FROM changes;

-- Shared: who shares a client in a span, and a row for each of them.
CREATE OR REPLACE TEMPORARY VIEW shared AS
SELECT client, currency, multiplied, {unit} * parts * size(sharing) AS whole, start, until, mrr, sharing, partner
FROM (
    SELECT /*+ SHUFFLE_HASH(known) */ span.client, currency, multiplied, parts, span.start, span.until, mrr,
        transform(
            filter(servings, each -> each.start <= span.start AND span.until <= each.until), each -> each.partner
        ) AS sharing
    FROM spans AS span JOIN served_clients AS known ON known.client = span.client
    WHERE span.until IS NOT NULL
)
LATERAL VIEW explode(sharing) exploded AS partner;

-- Worth: an even share and the points it makes. No money makes no points at any rate, so a new rate changes nothing.
CREATE OR REPLACE TEMPORARY VIEW credited AS
SELECT /*+ BROADCAST(rate) */ partner, client, currency, shown, sharing,
    CASE WHEN mrr = 0 THEN shared.start ELSE greatest(shared.start, rate.start) END AS start,
    CASE WHEN mrr = 0 THEN shared.until ELSE least(shared.until, rate.until) END AS until,
    mrr AS credit, whole AS credit_whole,
    mrr * multiplied * numerator AS points, whole * {multiplier} * denominator AS points_whole
FROM shared JOIN rates AS rate USING (currency)
WHERE CASE WHEN mrr = 0 THEN rate.until = {never} ELSE rate.start < shared.until AND shared.start < rate.until END;

SELECT partner, client, date_from_unix_date(start) AS start, date_from_unix_date(until) AS `end`, currency,
    cast(half_even(credit * shown, credit_whole) * (10000 div shown) AS DECIMAL(32, 0)) * 0.0001 AS credit,
    credit AS credit_numerator, credit_whole AS credit_denominator,
    cast(half_even(points * 100, points_whole) * 100 AS DECIMAL(32, 0)) * 0.0001 AS points,
    points AS points_numerator, points_whole AS points_denominator, sharing
FROM credited;
