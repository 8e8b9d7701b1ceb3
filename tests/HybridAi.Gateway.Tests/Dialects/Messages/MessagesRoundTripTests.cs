using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Gateway.Tests.Dialects.Messages;

/// <summary>What an Anthropic caller says reaches Anthropic as it was said, also where it has to be read and written anew.</summary>
public sealed class MessagesRoundTripTests
{
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Theory]
    [InlineData(Hi)]
    [InlineData("\"system\":\"S\"," + Hi)]
    [InlineData("\"system\":[{\"type\":\"text\",\"text\":\"A\"},{\"type\":\"text\",\"text\":\"B\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]," + Hi)]
    [InlineData("\"stop_sequences\":[\"a\"],\"stream\":true,\"temperature\":0.5,\"top_k\":3," + Hi)]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000,\"display\":\"omitted\"}," + Hi)]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"max\",\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"additionalProperties\":false}},\"task_budget\":1}," + Hi)]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}," + Hi)]
    [InlineData("\"thinking\":{\"type\":\"between_tools\"}," + Hi)]
    [InlineData("\"output_config\":{\"effort\":\"low\"}," + Hi)]
    [InlineData("\"metadata\":{\"user_id\":\"u\",\"x\":1},\"service_tier\":\"auto\",\"cache_control\":{\"type\":\"ephemeral\"},\"speed\":\"fast\",\"inference_geo\":\"us\",\"container\":\"c\"," + Hi)]
    [InlineData("\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"},\"strict\":false,\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"5m\"},\"defer_loading\":true},{\"type\":\"web_search_20260209\",\"name\":\"web_search\"}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\",\"disable_parallel_tool_use\":true}," + Hi)]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"none\"}," + Hi)]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"},{\"type\":\"redacted_thinking\",\"data\":\"d\"},{\"type\":\"text\",\"text\":\"x\",\"citations\":[{\"type\":\"page_location\"}]},{\"type\":\"server_tool_use\",\"id\":\"i\",\"name\":\"web_search\",\"input\":{}},{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"a\":1},\"cache_control\":{\"type\":\"ephemeral\"}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":[{\"type\":\"text\",\"text\":\"r\"},{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://e\"}},{\"type\":\"tool_reference\",\"tool_name\":\"g\"}],\"is_error\":true,\"cache_control\":{\"type\":\"ephemeral\"}},{\"type\":\"text\",\"text\":\"b\",\"cache_control\":{\"type\":\"ephemeral\"}}]}]")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/webp\",\"data\":\"AA==\"}},{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"},\"transformations\":{\"x\":1}},{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AA==\"},\"title\":\"T\",\"context\":\"C\",\"citations\":{\"enabled\":true}},{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"D\"}},{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}},{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"https://e/a.pdf\"}},{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}},{\"type\":\"search_result\",\"source\":\"https://s\",\"title\":\"N\",\"content\":[{\"type\":\"text\",\"text\":\"y\"}],\"citations\":{\"enabled\":false}},{\"type\":\"container_upload\",\"file_id\":\"f\"},{\"type\":\"something_new\",\"x\":[1]}]}]")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},{\"role\":\"system\",\"content\":\"c\",\"clear_at\":1},{\"role\":\"user\",\"content\":\"d\"}]")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"The answer is (\"}]")]
    public void A_body_is_read_and_written_as_it_was(string fields)
    {
        var body = $$"""{"model":"claude-x","max_tokens":5000,{{fields}}}""";
        var report = new TranslationReport(ChatDialect.Messages, "anthropic/claude-x");
        var target = new ChatTarget(new Deployment { Provider = "anthropic", Model = "claude-x" }, ProviderProfiles.Find("anthropic")!);

        var written = ChatTranslation.Write(new AnthropicFormat().Chat, MessagesRequestTests.Read(body), target, report);

        Assert.Null(report.Refusal);
        Assert.Null(report.Dropped);
        var (expected, actual) = (JsonNode.Parse(body), JsonNode.Parse(written!.Json.Span));
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected!.ToJsonString()}\n{Encoding.UTF8.GetString(written.Json.Span)}");
    }

    [Fact]
    public void Hostile_bodies_are_refused_or_read_and_then_written()
    {
        var random = new Random(20261021);
        var target = new ChatTarget(new Deployment { Provider = "anthropic", Model = "claude-x" }, ProviderProfiles.Find("anthropic")!);
        var valid = typeof(MessagesRoundTripTests).GetMethod(nameof(A_body_is_read_and_written_as_it_was))!.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .Select(attribute => ((System.Collections.ObjectModel.ReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)[0].Value as string)
            .Select(fields => Encoding.UTF8.GetBytes($$"""{"model":"claude-x","max_tokens":5000,{{fields}}}""")).ToArray();
        var (read, written) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var body = Damage(valid[round % valid.Length], random);
            if (MessagesRequestTests.TryRead(Encoding.Latin1.GetString(body), null, out var request) is not null)
                continue;
            read++;
            var report = new TranslationReport(ChatDialect.Messages, "anthropic/claude-x");
            if (ChatTranslation.Write(new AnthropicFormat().Chat, request!, target, report) is not { } output)
                continue;
            written++;
            using var document = JsonDocument.Parse(output.Json, new JsonDocumentOptions { MaxDepth = 256 });
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        }

        Assert.InRange(read, 500, 19_000);
        Assert.InRange(written, 200, read);
    }

    private static byte[] Damage(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(128);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(new[] { "null", "{}", "[]", "\"\\ud800\"", "1e999", "\"x\"", ",", "true", "-1", "[[[[" }[random.Next(10)]));
                    break;
                default:
                    // A whole value is replaced by another kind.
                    var colon = bytes.IndexOf((byte)':', at);
                    var end = colon < 0 ? -1 : bytes.FindIndex(colon, character => character is (byte)',' or (byte)'}' or (byte)']');
                    if (end > 0)
                    {
                        bytes.RemoveRange(colon + 1, end - colon - 1);
                        bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(new[] { "null", "{}", "[]", "\"x\"", "1", "true" }[random.Next(6)]));
                    }

                    break;
            }

            if (bytes.Count == 0)
                bytes.Add((byte)'{');
        }

        return [.. bytes];
    }
}
