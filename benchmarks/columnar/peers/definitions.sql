-- What the queries share: periods without an end, exact amounts, and the published rates.
-- {whole} is the type that whole numbers fit into; either refuses to overflow. {unit} and {multiplier} are ten to the power of the decimals that amounts and multipliers have in the files.
CREATE MACRO never() AS 'infinity'::DATE;
CREATE MACRO until_of(day) AS coalesce(day, never());
CREATE MACRO whole(number) AS number::{whole};
CREATE MACRO unit() AS whole({unit});
CREATE MACRO units(amount) AS whole(amount * {unit});
CREATE MACRO multiplied(number) AS whole(number * {multiplier});

-- Half-even, by whole numbers alone; "parts" is how many of the smallest parts to show make a whole.
CREATE MACRO half_even(number, whole) AS number // whole + CASE
    WHEN 2 * (number % whole) > whole OR (2 * (number % whole) = whole AND (number // whole) % 2 = 1) THEN 1 ELSE 0
END;
CREATE MACRO rounded(number, whole, parts) AS
    (half_even(number * parts, whole) * (10000 // parts))::DECIMAL(32, 0) * 0.0001;

-- How many points a unit of a currency makes, as a fraction. Two published rates are the same in both tables; the
-- rates of one currency that follow each other here differ, so that every one of them changes what a credit makes.
CREATE TABLE rates AS
    SELECT currency, start, until, whole(2) AS numerator, whole(2 * amount) AS denominator
    FROM (VALUES
        ('USD', '-infinity'::DATE, never(), 100),
        ('CAD', '-infinity', never(), 130),
        ('AUD', '-infinity', '2025-07-15', 105),
        ('COP', '-infinity', '2025-07-15', 300300),
        ('EUR', '-infinity', '2025-07-15', 75),
        ('GBP', '-infinity', '2025-07-15', 62.50),
        ('JPY', '-infinity', '2025-07-15', 12000),
        ('SGD', '-infinity', '2025-07-15', 140),
        ('ZAR', '-infinity', '2025-07-15', 1545),
        ('AUD', '2025-07-15', never(), 154),
        ('COP', '2025-07-15', never(), 408000),
        ('EUR', '2025-07-15', never(), 88),
        ('GBP', '2025-07-15', never(), 74),
        ('JPY', '2025-07-15', never(), 14400),
        ('SGD', '2025-07-15', never(), 129),
        ('ZAR', '2025-07-15', never(), 1768)
    ) AS published (currency, start, until, amount);

-- The days that are asked about, and whether a day is inside a period or one of several.
CREATE MACRO as_of() AS getvariable('as_of');
CREATE MACRO first_day() AS getvariable('first_day');
CREATE MACRO day_after() AS getvariable('day_after');
CREATE MACRO inside(day, start_of, end_of) AS start_of <= day AND day < until_of(end_of);
CREATE MACRO any_inside(day, periods) AS
    len(list_filter(periods, lambda period: inside(day, period.start, period."end"))) > 0;
