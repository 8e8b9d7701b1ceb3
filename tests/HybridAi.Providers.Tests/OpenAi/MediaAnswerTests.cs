using System.Text;
using HybridAi.Core.Costs;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.OpenAi;

public sealed class MediaAnswerTests
{
    [Fact]
    public void Images_are_counted_and_their_tokens_taken_apart()
    {
        var facts = Read(InferenceApi.ImageGenerations, """{"created":1,"data":[{"b64_json":"AA"},{"url":"u"}],"usage":{"input_tokens":60,"input_tokens_details":{"image_tokens":50,"text_tokens":10},"output_tokens":300,"output_tokens_details":{"image_tokens":280,"text_tokens":20},"total_tokens":360}}""");
        Assert.Equal(new TokenUsage { Input = 10, ImageInput = 50, Output = 20, ImageOutput = 280 }, facts.Usage);
        Assert.Equal(2, facts.Images);
        facts = Read(InferenceApi.ImageGenerations, """{"data":[{}],"usage":{"input_tokens":5,"output_tokens":272,"total_tokens":277,"input_tokens_details":{"image_tokens":0,"text_tokens":5}}}""");
        Assert.Equal(new TokenUsage { Input = 5, ImageOutput = 272 }, facts.Usage);
        facts = Read(InferenceApi.ImageGenerations, """{"created":1,"data":[{"url":"u"}]}""");
        Assert.Null(facts.Usage);
    }

    [Fact]
    public void Transcriptions_are_billed_by_tokens_or_by_their_duration()
    {
        var facts = Read(InferenceApi.Transcriptions, """{"text":"t","usage":{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,"audio_tokens":14},"output_tokens":45,"total_tokens":59}}""");
        Assert.Equal(new TokenUsage { AudioInput = 14, Output = 45 }, facts.Usage);
        Assert.Null(facts.AudioSeconds);
        facts = Read(InferenceApi.Transcriptions, """{"text":"t","usage":{"type":"duration","seconds":3.5}}""");
        Assert.Equal((default(TokenUsage), 3.5m), (facts.Usage, facts.AudioSeconds));
        facts = Read(InferenceApi.Transcriptions, """{"task":"transcribe","language":"english","duration":8.47,"text":"t","segments":[]}""");
        Assert.Equal((default(TokenUsage), 8.47m), (facts.Usage, facts.AudioSeconds));
        facts = Read(InferenceApi.Transcriptions, """{"model":"voxtral","text":"t","usage":{"prompt_audio_seconds":30,"prompt_tokens":4,"total_tokens":9,"completion_tokens":5}}""");
        Assert.Equal((new TokenUsage { Input = 4, Output = 5 }, 30m), (facts.Usage, facts.AudioSeconds));
        Assert.Equal(default, Read(InferenceApi.Transcriptions, """{"text":"t"}"""));
    }

    [Theory]
    [InlineData(InferenceApi.ImageGenerations, """{"data":[]}""")]
    [InlineData(InferenceApi.ImageGenerations, """{"data":{}}""")]
    [InlineData(InferenceApi.Moderations, """{"results":3}""")]
    [InlineData(InferenceApi.Transcriptions, """{"text":null}""")]
    [InlineData(InferenceApi.Transcriptions, """{"x":1""")]
    [InlineData(InferenceApi.Transcriptions, "\"t\"")]
    [InlineData(InferenceApi.Transcriptions, """{"text":"t"}x""")]
    public void What_is_no_answer_is_said_to_be_none(InferenceApi api, string body) =>
        Assert.NotNull(new OpenAiFormat().TryReadAnswer(api, Encoding.UTF8.GetBytes(body), null, out _));

    [Theory]
    [InlineData("""{"text":"t","usage":{"type":"duration","seconds":-1}}""")]
    [InlineData("""{"text":"t","usage":{"type":"duration","seconds":"3"}}""")]
    [InlineData("""{"text":"t","usage":{"seconds":1e300}}""")]
    [InlineData("""{"text":"t","usage":[1]}""")]
    public void An_impossible_usage_is_unknown(string body) => Assert.Equal(default, Read(InferenceApi.Transcriptions, body));

    [Fact]
    public void A_stream_ends_with_its_last_event_which_waits()
    {
        var tap = new MediaStreamTap(InferenceApi.Transcriptions);
        Assert.Equal(StreamVerdict.Content, tap.Read([], """{"type":"transcript.text.delta","delta":"I"}"""u8));
        var done = """{"type":"transcript.text.done","text":"I","usage":{"type":"tokens","input_tokens":2,"input_token_details":{"audio_tokens":2},"output_tokens":1,"total_tokens":3}}""";
        Assert.Equal(StreamVerdict.Done, tap.Read([], Encoding.UTF8.GetBytes(done)));
        Assert.True(tap.IsFinished);
        Assert.Equal($"data: {done}\n\n", Encoding.UTF8.GetString(tap.Terminator.Span));
        Assert.Equal(new TokenUsage { AudioInput = 2, Output = 1 }, tap.Facts.Usage);
    }

    [Theory]
    [InlineData("""{"type":"speech.audio.delta","audio":"AA"}""", StreamVerdict.Content)]
    [InlineData("""{"type":"speech.audio.done","usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}""", StreamVerdict.Done)]
    [InlineData("""{"type":"error","error":{"message":"m"}}""", StreamVerdict.Error)]
    [InlineData("""{"error":{"message":"m"}}""", StreamVerdict.Error)]
    [InlineData("""{"object":"transcription.chunk","choices":[]}""", StreamVerdict.Content)]
    [InlineData("[DONE]", StreamVerdict.Done)]
    [InlineData("", StreamVerdict.Comment)]
    [InlineData("[1]", StreamVerdict.Malformed)]
    [InlineData("""{"type":"a"}x""", StreamVerdict.Malformed)]
    public void Events_are_what_they_are(string data, StreamVerdict expected)
    {
        var tap = new MediaStreamTap(InferenceApi.Speech);
        Assert.Equal(expected, tap.Read([], Encoding.UTF8.GetBytes(data)));
        if (data.Contains("output_tokens", StringComparison.Ordinal))
            Assert.Equal(new TokenUsage { Input = 1, AudioOutput = 2 }, tap.Facts.Usage);
    }

    private static AnswerFacts Read(InferenceApi api, string body)
    {
        Assert.Null(new OpenAiFormat().TryReadAnswer(api, Encoding.UTF8.GetBytes(body), null, out var facts));
        return facts with { Images = facts.Images };
    }
}
