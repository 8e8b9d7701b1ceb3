using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.Translation;

public sealed class CapabilityCheckTests
{
    private static readonly ChatRequest Bare = new() { Dialect = ChatDialect.ChatCompletions, Model = "m", Messages = [] };
    private static readonly ChatRequest WithTools = Bare with { Tools = [new ToolDefinition.Function("f")] };
    private static readonly ChatRequest WithSchema = Bare with { Output = new OutputFormat { Schema = Verbatim.Of("{}") } };
    private static readonly ChatRequest Streamed = Bare with { Stream = true };

    [Fact]
    public void What_a_model_cannot_do_is_refused()
    {
        Assert.Equal("tools", Check(WithTools, new ModelFeatures(Tools: false)));
        Assert.Equal("response_format", Check(WithSchema, new ModelFeatures(StructuredOutput: false)));
        Assert.Equal("stream", Check(Streamed, new ModelFeatures(Streaming: false)));
        Assert.Equal("input", Check(With(MediaKind.Image) with { Dialect = ChatDialect.Responses }, new ModelFeatures(), "text"));
    }

    [Fact]
    public void What_is_not_asked_for_need_not_be_there()
    {
        var nothing = new ModelFeatures(false, false, false, false, false);
        Assert.Null(Check(Bare, nothing, "text"));
        Assert.Null(Check(Bare with { Output = new OutputFormat() }, nothing, "text"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(null)]
    public void What_a_model_can_do_or_may_be_able_to_passes(bool? able)
    {
        foreach (var request in new[] { WithTools, WithSchema, Streamed })
            Assert.Null(Check(request, new ModelFeatures(able, able, able, able, able)));
    }

    [Theory]
    [InlineData(ChatDialect.Messages, "bash", true)]
    [InlineData(ChatDialect.Messages, "bash_20250124", false)]
    [InlineData(ChatDialect.Messages, "f", false)]
    [InlineData(ChatDialect.ChatCompletions, "bash", false)]
    public void A_hosted_tool_is_chosen_by_its_name_where_it_has_one(ChatDialect dialect, string chosen, bool passes)
    {
        var request = Bare with
        {
            Dialect = dialect,
            Tools = [new ToolDefinition.Hosted("bash_20250124", Verbatim.Of("""{"type":"bash_20250124","name":"bash"}"""))],
            ToolChoice = new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Function, chosen)] },
        };
        var report = new TranslationReport(dialect, "p/m");
        CapabilityCheck.Run(request, new ChatTarget(new Deployment { Provider = "p", Model = "m" }, new ProviderProfile()), report);
        Assert.Equal(passes ? null : "tool_choice", report.Refusal?.Param);
    }

    [Fact]
    public void A_model_that_is_not_known_is_taken_to_be_able()
    {
        var report = new TranslationReport(ChatDialect.ChatCompletions, "p/m");
        var target = new ChatTarget(new Deployment { Provider = "p", Model = "m" }, new ProviderProfile());
        CapabilityCheck.Run(WithTools with { Stream = true, Messages = With(MediaKind.Video).Messages }, target, report);
        Assert.True(report.IsPossible);
    }

    [Theory]
    [InlineData(MediaKind.Image, "text image", true)]
    [InlineData(MediaKind.Audio, "text image", false)]
    [InlineData(MediaKind.Video, "text video", true)]
    [InlineData(MediaKind.Document, "text pdf", true)]
    [InlineData(MediaKind.Document, "text image", false)]
    [InlineData(MediaKind.Document, "", true)]
    public void Media_have_to_be_of_a_kind_that_is_taken(MediaKind kind, string taken, bool passes)
    {
        Assert.Equal(passes ? null : "messages", Check(With(kind), new ModelFeatures(), taken.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var call = new ChatMessage(ChatRole.Assistant, [new ChatPart.ToolCall(ToolKind.Function, "c", "f", default)]);
        var result = Bare with { Messages = [call, new ChatMessage(ChatRole.Tool, [new ChatPart.ToolResult("c", With(kind).Messages[0].Parts)])] };
        Assert.Equal(passes ? null : "messages", Check(result, new ModelFeatures(), taken.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Documents_of_text_are_text_to_every_model()
    {
        ChatPart[] parts = [new ChatPart.Media(MediaKind.Document, new MediaSource.Text("x")), new ChatPart.Media(MediaKind.Document, new MediaSource.Parts([]))];
        Assert.Null(Check(Bare with { Messages = [new ChatMessage(ChatRole.User, parts)] }, new ModelFeatures(), "text"));
    }

    private static ChatRequest With(MediaKind kind) =>
        Bare with { Messages = [new ChatMessage(ChatRole.User, [new ChatPart.Media(kind, new MediaSource.Base64(Verbatim.Of("AA==")))])] };

    private static string? Check(ChatRequest request, ModelFeatures features, params string[] taken)
    {
        var model = new CatalogModel { Id = "m", Provider = "p", Name = "M", Supports = features, Input = taken };
        var report = new TranslationReport(request, "p/m");
        CapabilityCheck.Run(request, new ChatTarget(new Deployment { Provider = "p", Model = "m", CatalogModel = model }, new ProviderProfile()), report);
        Assert.True(report.Refusal is null || report.Refusal.Message.StartsWith("p/m ", StringComparison.Ordinal));
        return report.Refusal?.Param;
    }
}
