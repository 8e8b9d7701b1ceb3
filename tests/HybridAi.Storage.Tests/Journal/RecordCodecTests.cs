using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Journal;

public sealed class RecordCodecTests
{
    [Fact]
    public void Any_record_comes_back_as_it_was()
    {
        var random = new Random(42);
        for (var i = 0; i < 5000; i++)
        {
            var record = Records.Random(random);
            Records.AssertSame(record, RecordCodec.Read(RecordCodec.Version, Encode(record)));
        }
    }

    [Fact]
    public void Extreme_values_come_back()
    {
        var record = Records.Usage() with
        {
            Id = Guid.AllBitsSet, At = DateTimeOffset.UnixEpoch, Cost = new HybridAi.Core.Costs.Cost(long.MinValue), Duration = TimeSpan.MaxValue, TimeToFirstToken = TimeSpan.MinValue,
            Usage = new HybridAi.Core.Costs.TokenUsage { Input = long.MaxValue, Output = long.MinValue }, Status = int.MinValue, Attempts = int.MaxValue,
            Api = new string('x', 63), RequestedModel = new string('x', 64), Provider = new string('é', 63), Model = new string('☃', 1024), Session = "",
        };
        Records.AssertSame(record, RecordCodec.Read(RecordCodec.Version, Encode(record)));
    }

    [Fact]
    public void What_no_contract_allows_is_cut_not_lost()
    {
        var attempt = new AbandonedAttempt(new string('☃', 9000), "", "", 0, "", default, default, null);
        var record = Records.Usage() with
        {
            RequestedModel = new string('☃', 9000), Tags = [.. Enumerable.Repeat(new string('☃', 9000), 99)], AbandonedAttempts = [.. Enumerable.Repeat(attempt, 99)],
            Route = new string('☃', 9000), Decisions = [.. Enumerable.Repeat(new Decision(new string('☃', 9000), new string('☃', 9000)), 99)],
        };
        var payload = Encode(record);
        Assert.InRange(payload.Length, 1, Frame.MaxPayload);
        var read = RecordCodec.Read(RecordCodec.Version, payload);
        Assert.Equal((1024, 64, 64), (read.RequestedModel.Length, read.Tags!.Count, read.AbandonedAttempts!.Count));
    }

    [Fact]
    public void A_payload_cut_anywhere_or_of_a_newer_version_is_refused()
    {
        var payload = Encode(Records.Random(new Random(1)));
        for (var length = 0; length < payload.Length; length++)
            Assert.Throws<InvalidDataException>(() => RecordCodec.Read(RecordCodec.Version, payload.AsSpan(0, length)));
        Assert.Throws<InvalidDataException>(() => RecordCodec.Read(RecordCodec.Version + 1, payload));
    }

    [Fact]
    public void Version_1_reads_what_the_first_release_wrote()
    {
        // Written by version 1 and kept: it must stay readable for ever.
        var record = Records.Usage(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)) with { Id = new Guid("01890000-0000-7000-8000-0000000000aa"), Streamed = true, Tags = ["a", "ü"] };
        const string Written = "018900000000700080000000000000AA80E0B8B6BF68B8C3080000000000007000800000000000000101890000000070008000000000000002206368"
            + "61742E636F6D706C6574696F6E73246F70656E61692F6770742D362D61737472610C6F70656E6169166770742D362D6173747261246F70656E61692F"
            + "6770742D362D61737472619003000873746F701400000000000A00000080897A0280BE920102066F666604026104C3BC";
        // Version 2 only adds behind it what this record lacks.
        Assert.Equal(Written, Convert.ToHexString(Encode(record)));
        Records.AssertSame(record, RecordCodec.Read(1, Convert.FromHexString(Written)));
    }

    private static byte[] Encode(UsageRecord record) => new FrameBuffer().Encode(FrameType.Completed, record)[Frame.HeaderSize..].ToArray();
}
