using System.Text.Json.Nodes;
using HybridAi.Providers.Batches;
using HybridAi.Providers.Profiles;

namespace HybridAi.Providers.Tests.Batches;

public sealed class MistralBatchWireTests
{
    private static readonly IBatchWire Wire = IBatchWire.Of(ProviderProfiles.Find("mistral")!.Batches!);

    [Fact]
    public void A_batch_is_asked_for_in_Mistrals_words()
    {
        var asked = JsonNode.Parse("""{"input_file_id":"f","endpoint":"/v1/embeddings","completion_window":"2d","metadata":{"a":"b"},"output_expires_after":null}""")!.AsObject();
        Assert.Equal(
            """{"input_files":["f"],"endpoint":"/v1/embeddings","model":"m","metadata":{"a":"b"},"timeout_hours":48}""",
            Wire.WriteCreation(asked, "m", out var problem, out _)?.ToJsonString());
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("24h", 24)]
    [InlineData("1h", 1)]
    [InlineData("7d", 168)]
    [InlineData("168h", 168)]
    [InlineData("169h", null)]
    [InlineData("8d", null)]
    [InlineData("0h", null)]
    [InlineData("-1h", null)]
    [InlineData("h", null)]
    [InlineData("24", null)]
    [InlineData("24H", null)]
    [InlineData("99999999999h", null)]
    public void The_window_is_hours_or_days_of_a_week_at_most(string window, int? hours)
    {
        var written = Wire.WriteCreation(new JsonObject { ["input_file_id"] = "f", ["endpoint"] = "/v1/embeddings", ["completion_window"] = window }, "m", out _, out var param);
        Assert.Equal((hours, hours is null ? "completion_window" : null), ((int?)written?["timeout_hours"], param));
    }

    [Theory]
    [InlineData("QUEUED", "validating", null)]
    [InlineData("RUNNING", "in_progress", null)]
    [InlineData("SUCCESS", "completed", "completed_at")]
    [InlineData("FAILED", "failed", "failed_at")]
    [InlineData("TIMEOUT_EXCEEDED", "expired", "expired_at")]
    [InlineData("CANCELLATION_REQUESTED", "cancelling", null)]
    [InlineData("CANCELLED", "cancelled", "cancelled_at")]
    [InlineData("SOMETHING_NEW", "SOMETHING_NEW", null)]
    public void A_job_reads_as_OpenAis_batch(string status, string expected, string? end)
    {
        var batch = Wire.Read(JsonNode.Parse(
            $$"""
            {"id":"j","object":"batch","input_files":["f"],"metadata":{"a":"b"},"endpoint":"/v1/chat/completions","model":"m","agent_id":null,"output_file":"o","error_file":"e",
             "errors":[{"message":"bad","count":2}],"outputs":null,"status":"{{status}}","created_at":100,"total_requests":5,"completed_requests":4,"succeeded_requests":3,"failed_requests":1,
             "started_at":101,"completed_at":109}
            """)!.AsObject());
        foreach (var name in new[] { "completed_at", "failed_at", "expired_at", "cancelled_at" })
        {
            Assert.Equal(name == end ? 109 : null, (int?)batch[name]);
            batch.Remove(name);
        }

        Assert.Equal(
            $$$"""{"id":"j","object":"batch","endpoint":"/v1/chat/completions","model":"m","errors":{"object":"list","data":[{"code":null,"message":"bad","param":null,"line":null}]},"status":"{{{expected}}}","output_file_id":"o","error_file_id":"e","created_at":100,"in_progress_at":101,"request_counts":{"total":5,"completed":3,"failed":1},"metadata":{"a":"b"}}""",
            batch.ToJsonString());
    }

    [Fact]
    public void Pages_are_counted_and_OpenAis_go_on_behind_an_id()
    {
        Assert.Equal("?page=2&page_size=100", Wire.PageOf(2, 100, "x"));
        var openai = IBatchWire.Of(ProviderProfiles.Find("openai")!.Batches!);
        Assert.Equal(("?limit=100", "?limit=100&after=a%2Fb"), (openai.PageOf(0, 100, null), openai.PageOf(1, 100, "a/b")));
        Assert.Equal((true, false), (Wire.HasBareLines, openai.HasBareLines));
    }
}
