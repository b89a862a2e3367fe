"""Buckets are spread over the partitions that Spark makes."""

from collections import Counter

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as sql

from managed_mrr.spark.packing import spark_hash, spread


class TestSparkHash:
    def test_spark_says_so(self, spark: SparkSession) -> None:
        """It is the hash that Spark has."""
        rows = spark.range(-500, 500).select(
            sql.col("id").cast("int"), sql.hash(sql.col("id").cast("int")).alias("hash")
        )
        assert all(spark_hash(row["id"]) == row["hash"] for row in rows.collect())


class TestSpread:
    @pytest.mark.parametrize(("buckets", "partitions"), [(1, 8), (8, 8), (200, 200), (100, 7), (3, 1)])
    def test_evenly(self, buckets: int, partitions: int) -> None:
        """No partition gets two buckets more than another, and every bucket has a number of its own."""
        numbers = spread(buckets, partitions)
        counts = Counter(spark_hash(number) % partitions for number in numbers)
        assert len(set(numbers)) == buckets
        assert max(counts.values()) == -(-buckets // partitions)
