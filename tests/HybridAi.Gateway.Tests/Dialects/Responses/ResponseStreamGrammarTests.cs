using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>The checker finds what is wrong: a checker that finds nothing proves nothing.</summary>
public sealed class ResponseStreamGrammarTests
{
    private static readonly string Good = Encoding.UTF8.GetString(Answers.Stream(ChatReplay.Events(Answers.Response(
        new ChatPart.Reasoning([new(ReasoningKind.Summary, "why")]), new ChatPart.Text("Hello"), new ChatPart.ToolCall(ToolKind.Function, "call_1", "f", Verbatim.Of("{}"))))));

    [Fact]
    public void A_good_stream_has_no_faults() => Assert.Empty(Faults(Good));

    [Fact]
    public void Each_event_that_is_left_out_doubled_or_swapped_is_noticed()
    {
        var events = Good.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(item => item + "\n\n").ToList();
        for (var i = 0; i < events.Count; i++)
        {
            Assert.True(Faults(Join([.. events[..i], .. events[(i + 1)..]])).Count > 0, $"Without {events[i]}");
            Assert.True(Faults(Join([.. events[..i], events[i], .. events[i..]])).Count > 0, $"Twice {events[i]}");
            if (i > 1)
                Assert.True(Faults(Join([.. events[..(i - 1)], events[i], events[i - 1], .. events[(i + 1)..]])).Count > 0, $"Too early {events[i]}");
        }
    }

    [Theory]
    [InlineData("\"delta\":\"Hello\"", "\"delta\":\"Hullo\"")]
    [InlineData("\"text\":\"Hello\",\"logprobs\":[]", "\"text\":\"Hello\"")]
    [InlineData("\"output_index\":1", "\"output_index\":2")]
    [InlineData("\"item_id\":\"msg_", "\"item_id\":\"mgs_")]
    [InlineData("\"total_tokens\":21", "\"total_tokens\":22")]
    [InlineData("\"status\":\"completed\",\"background\"", "\"status\":\"failed\",\"background\"")]
    [InlineData("event: response.completed", "event: response.complete")]
    [InlineData("\"call_id\":\"call_1\"", "\"call_id\":\"call_2\"")]
    [InlineData("\"truncation\":\"disabled\",", "")]
    [InlineData("data: ", "data:")]
    [InlineData("\"annotations\":[],", "\"annotations\":[],\"more\":1,")]
    public void A_change_is_noticed(string what, string by)
    {
        Assert.Contains(what, Good);
        var at = Good.LastIndexOf(what, StringComparison.Ordinal);
        Assert.NotEmpty(Faults(Good[..at] + by + Good[(at + what.Length)..]));
    }

    // Numbered anew, so that only what is wrong with the order itself can be noticed.
    private static string Join(List<string> events) => string.Concat(events.Select((item, index) =>
        System.Text.RegularExpressions.Regex.Replace(item, "\"sequence_number\":[0-9]+", $"\"sequence_number\":{index}")));

    private static IReadOnlyList<string> Faults(string stream) => ResponseStreamGrammar.Read(Encoding.UTF8.GetBytes(stream)).Faults;
}
