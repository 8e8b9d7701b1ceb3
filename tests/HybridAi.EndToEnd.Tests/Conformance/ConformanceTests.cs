using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>
/// Every feature in every dialect at every provider, streamed and not: it works, or it is refused clearly, and nothing else. The table
/// of it is <c>docs/compatibility.md</c>; HYBRIDAI_WRITE_DOCS=1 writes it anew.
/// </summary>
public sealed class ConformanceTests(ConformanceRun run) : IClassFixture<ConformanceRun>
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var provider in ConformanceRun.Providers)
            {
                foreach (var client in DialectClient.All)
                    pairs.Add(provider, client.Name);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_folded_stream_equals_the_whole_answer_on_generated_conversations(string provider, string dialect)
    {
        var client = DialectClient.All.Single(client => client.Name == dialect);
        for (var seed = 0; seed < GeneratedConversations.Count; seed++)
        {
            var (system, turns, withTool, said, arguments) = GeneratedConversations.Make(seed, simple: dialect == "completions");
            var answer = await run.AskBothWaysAsync(client, provider, client.Conversation(system, turns, withTool)!, withTool, $"{provider}, {dialect}, conversation {seed}");
            Assert.True(answer.Text.Length + answer.Calls.Count > 0, $"conversation {seed} has no answer");
            if (said is not null)
                Assert.Equal(said, answer.Text);
            if (arguments is not null)
                Assert.True(JsonNode.DeepEquals(JsonNode.Parse(arguments), Assert.Single(answer.Calls).ParsedArguments), $"conversation {seed}: {answer.Calls[0].Arguments}");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Every_feature_works_or_is_refused_clearly(string provider, string dialect)
    {
        var client = DialectClient.All.Single(client => client.Name == dialect);
        var wrong = new List<string>();
        foreach (var feature in Feature.All)
        {
            try
            {
                CompatibilityTable.Add(feature, client, provider, await run.TryAsync(feature, client, provider));
            }
            catch (Exception broken) when (broken is Xunit.Sdk.XunitException or NullReferenceException or InvalidOperationException or System.Text.Json.JsonException)
            {
                wrong.Add($"{feature.Name}: {broken.Message}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Feature.All.Count} are wrong.\n\n{string.Join("\n\n", wrong)}");
        CompatibilityTable.CompareOrWrite();
    }
}
