using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Chat;
using static HybridAi.Providers.Tests.Gemini.GeminiCase;

namespace HybridAi.Providers.Tests.Gemini;

/// <summary>The body that reaches Gemini is what Google's own SDK (npm <c>@google/genai</c> 3.1.0) sends for the same call, field by field.</summary>
public sealed class GeminiSdkTests
{
    private const string WeatherSchema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    private static readonly ToolDefinition Weather = new ToolDefinition.Function("weather") { Description = "Tells the weather.", Parameters = Verbatim.Of(WeatherSchema) };

    [Fact]
    public void Text() => Same(Ask(User("Say hello.")), """{"contents":[{"parts":[{"text":"Say hello."}],"role":"user"}]}""");

    [Fact]
    public void A_stream_differs_by_its_path_only() =>
        Same(Ask(User("Say hello.")) with { Stream = true, IncludeUsage = true }, """{"contents":[{"parts":[{"text":"Say hello."}],"role":"user"}]}""");

    [Fact]
    public void Instructions_and_turns() => Same(
        Ask(Instructions("Be brief."), User("Hi"), Model(new ChatPart.Text("Hello")), User("More")),
        """{"contents":[{"parts":[{"text":"Hi"}],"role":"user"},{"parts":[{"text":"Hello"}],"role":"model"},{"parts":[{"text":"More"}],"role":"user"}],"systemInstruction":{"parts":[{"text":"Be brief."}]},"generationConfig":{}}""");

    [Fact]
    public void Sampling() => Same(
        Ask(User("Hi")) with
        {
            Sampling = new SamplingOptions { Temperature = 0.5, TopP = 0.9, TopK = 40, Seed = 7, PresencePenalty = 0.25, FrequencyPenalty = -0.5 },
            ChoiceCount = 2, MaxOutputTokens = 100, Stop = ["END"], Logprobs = true, TopLogprobs = 3,
        },
        """{"contents":[{"parts":[{"text":"Hi"}],"role":"user"}],"generationConfig":{"temperature":0.5,"topP":0.9,"topK":40,"candidateCount":2,"maxOutputTokens":100,"stopSequences":["END"],"responseLogprobs":true,"logprobs":3,"presencePenalty":0.25,"frequencyPenalty":-0.5,"seed":7}}""");

    [Fact]
    public void An_image() => Same(
        Ask(User(new ChatPart.Text("What is it?"), new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("iVBORw0KGgo="))) { MediaType = "image/png", Detail = "low" })),
        """{"contents":[{"parts":[{"text":"What is it?"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}],"role":"user"}],"generationConfig":{"mediaResolution":"MEDIA_RESOLUTION_LOW"}}""");

    [Fact]
    public void Files() => Same(
        Ask(User(
            new ChatPart.Text("Sum up."),
            new ChatPart.Media(MediaKind.Document, new MediaSource.File("files/abc")) { MediaType = "application/pdf" },
            new ChatPart.Media(MediaKind.Video, new MediaSource.Url("https://www.youtube.com/watch?v=abc")))),
        """{"contents":[{"parts":[{"text":"Sum up."},{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc","mimeType":"application/pdf"}},{"fileData":{"fileUri":"https://www.youtube.com/watch?v=abc"}}],"role":"user"}]}""");

    [Fact]
    public void Tools_and_their_choice() => Same(
        Ask(User("Weather in Oslo?")) with
        {
            Tools = [Weather, new ToolDefinition.Function("now") { Description = "The time." }],
            ToolChoice = new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Function, "weather")] },
        },
        """{"contents":[{"parts":[{"text":"Weather in Oslo?"}],"role":"user"}],"tools":[{"functionDeclarations":[{"name":"weather","description":"Tells the weather.","parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}},{"name":"now","description":"The time."}]}],"toolConfig":{"functionCallingConfig":{"allowedFunctionNames":["weather"],"mode":"ANY"}},"generationConfig":{}}""");

    [Fact]
    public void No_tool_is_to_be_called() => Same(
        Ask(User("x")) with { Tools = [Weather], ToolChoice = new ToolChoice(ToolChoiceMode.None) },
        """{"contents":[{"parts":[{"text":"x"}],"role":"user"}],"tools":[{"functionDeclarations":[{"name":"weather","description":"Tells the weather.","parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]}],"toolConfig":{"functionCallingConfig":{"mode":"NONE"}},"generationConfig":{}}""");

    [Fact]
    public void Parallel_calls_their_signature_and_results() => Same(
        Ask(
            User("Weather?"),
            Model(Call("call_1", "weather", """{"city":"Oslo"}""") with { Seal = Seal("c2lnLTE=") }, Call("call_2", "weather", """{"city":"Rome"}""")),
            Tool(Result("call_1", """{"temperature":3}"""), Result("call_2", "warm"))) with { Tools = [Weather] },
        """{"contents":[{"parts":[{"text":"Weather?"}],"role":"user"},{"parts":[{"functionCall":{"args":{"city":"Oslo"},"id":"call_1","name":"weather"},"thoughtSignature":"c2lnLTE="},{"functionCall":{"args":{"city":"Rome"},"id":"call_2","name":"weather"}}],"role":"model"},{"parts":[{"functionResponse":{"id":"call_1","name":"weather","response":{"temperature":3}}},{"functionResponse":{"id":"call_2","name":"weather","response":{"result":"warm"}}}],"role":"user"}],"tools":[{"functionDeclarations":[{"name":"weather","description":"Tells the weather.","parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]}],"generationConfig":{}}""");

    [Fact]
    public void A_tool_that_failed() => Same(
        Ask(User("Weather?"), Model(Call("call_1", "weather", """{"city":"Oslo"}""")), Tool(Result("call_1", "no such city") with { IsError = true })),
        """{"contents":[{"parts":[{"text":"Weather?"}],"role":"user"},{"parts":[{"functionCall":{"args":{"city":"Oslo"},"id":"call_1","name":"weather"}}],"role":"model"},{"parts":[{"functionResponse":{"id":"call_1","name":"weather","response":{"error":"no such city"}}}],"role":"user"}]}""");

    [Fact]
    public void A_schema() => Same(
        Ask(User("A city.")) with
        {
            Output = new OutputFormat { Schema = Verbatim.Of("""{"type":"object","properties":{"name":{"type":"string"},"population":{"type":"integer"}},"required":["name"],"additionalProperties":false}""") },
        },
        """{"contents":[{"parts":[{"text":"A city."}],"role":"user"}],"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"name":{"type":"string"},"population":{"type":"integer"}},"required":["name"],"additionalProperties":false}}}""");

    [Fact]
    public void Any_JSON() => Same(
        Ask(User("A city.")) with { Output = new OutputFormat() },
        """{"contents":[{"parts":[{"text":"A city."}],"role":"user"}],"generationConfig":{"responseMimeType":"application/json"}}""");

    [Fact]
    public void A_budget_of_thoughts_that_are_shown() => Same(
        Ask(User("Think.")) with { Reasoning = new ReasoningOptions { BudgetTokens = 2048, Show = true } },
        """{"contents":[{"parts":[{"text":"Think."}],"role":"user"}],"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingBudget":2048}}}""");

    [Fact]
    public void A_level_of_thinking() => Same(
        Ask(User("Think.")) with { Reasoning = new ReasoningOptions { Effort = "low" } },
        """{"contents":[{"parts":[{"text":"Think."}],"role":"user"}],"generationConfig":{"thinkingConfig":{"thinkingLevel":"LOW"}}}""", Flash35);

    [Fact]
    public void No_thinking() => Same(
        Ask(User("Quick.")) with { Reasoning = new ReasoningOptions { Effort = "none" } },
        """{"contents":[{"parts":[{"text":"Quick."}],"role":"user"}],"generationConfig":{"thinkingConfig":{"thinkingBudget":0}}}""");

    [Fact]
    public void Speech() => Same(
        Ask(User("Say hi")) with { Modalities = ["audio"], Audio = new AudioOutput("Kore", "pcm16") },
        """{"contents":[{"parts":[{"text":"Say hi"}],"role":"user"}],"generationConfig":{"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}}}}""", "gemini-2.5-flash-preview-tts");

    [Fact]
    public void Images() => Same(
        Ask(User("Draw")) with { Modalities = ["text", "image"] },
        """{"contents":[{"parts":[{"text":"Draw"}],"role":"user"}],"generationConfig":{"responseModalities":["TEXT","IMAGE"]}}""", "gemini-2.5-flash-image");

    [Fact]
    public void Tier_labels_and_storing() => Same(
        Ask(User("Hi")) with { ServiceTier = "flex", Metadata = [new("team", "blue")], Store = true },
        """{"contents":[{"parts":[{"text":"Hi"}],"role":"user"}],"serviceTier":"flex","labels":{"team":"blue"},"store":true,"generationConfig":{}}""");

    [Fact]
    public void Signed_thoughts_and_texts() => Same(
        Ask(
            User("1+1?"),
            Model(new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Adding.")]) { Seal = Seal("c2lnLTA=") }, new ChatPart.Text("2") { Seal = Seal("c2lnLTI=") }),
            User("And 2+2?")),
        """{"contents":[{"parts":[{"text":"1+1?"}],"role":"user"},{"parts":[{"text":"Adding.","thought":true,"thoughtSignature":"c2lnLTA="},{"text":"2","thoughtSignature":"c2lnLTI="}],"role":"model"},{"parts":[{"text":"And 2+2?"}],"role":"user"}]}""");

    private static void Same(ChatRequest request, string captured, string model = Flash25)
    {
        var expected = JsonNode.Parse(captured)!.AsObject();
        // The SDK writes it as soon as anything at all is configured.
        if (expected["generationConfig"] is JsonObject { Count: 0 })
            expected.Remove("generationConfig");
        var actual = Write(request, model, out var dropped);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(actual)), $"expected {expected.ToJsonString()}\nactual   {actual}");
        Assert.Empty(dropped);
        Assert.Equal(actual.Length, Encoding.UTF8.GetByteCount(actual));
    }
}
