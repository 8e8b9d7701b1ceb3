using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

/// <summary>Images, transcriptions and moderations.</summary>
public sealed class MediaTests
{
    private const string Images = """{"created":1,"data":[{"b64_json":"AA"}],"usage":{"input_tokens":10,"input_tokens_details":{"image_tokens":0,"text_tokens":10},"output_tokens":300,"total_tokens":310}}""";

    [Fact]
    public async Task Images_pass_unchanged_but_for_the_model_and_are_metered()
    {
        await using var gateway = await StartAsync("image");
        var asking = AskAsync(gateway, "/v1/images/generations", """{"model":"one/m","prompt":"a cat","n":1,"hybridai":{"task":"t"}}""");
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/images/generations ", call.Head, StringComparison.Ordinal);
        Assert.Equal("""{"model":"m","prompt":"a cat","n":1}""", call.BodyText);
        await call.AnswerAsync(200, Images);
        using var answer = await asking;

        Assert.Equal(Images, await answer.Content.ReadAsStringAsync());
        Assert.Equal("0.00061", answer.Headers.GetValues("x-hybridai-cost").Single());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("images.generations", 10L, 300L, false, CostSource.Catalog), (record.Api, record.Usage.Input, record.Usage.ImageOutput, record.Estimated, record.CostSource));
    }

    [Theory]
    [InlineData("0.04", 80_000_000L, false, CostSource.Catalog)]
    [InlineData(null, null, true, CostSource.Unknown)]
    public async Task Images_without_a_usage_cost_what_their_number_says_or_nobody_knows(string? perImage, long? nanoDollars, bool estimated, CostSource source)
    {
        await using var gateway = await StartAsync("image", new() { ["Providers:one:Models:0:PerImage"] = perImage });
        var asking = AskAsync(gateway, "/v1/images/generations", """{"model":"one/m","prompt":"p","n":2}""");
        await (await gateway.One.NextAsync()).AnswerAsync(200, """{"created":1,"data":[{"url":"u"},{"url":"v"}]}""");
        using var answer = await asking;

        Assert.Equal(nanoDollars is null ? "unknown" : "0.08", answer.Headers.GetValues("x-hybridai-cost").Single());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((nanoDollars, estimated, source, default(TokenUsage)), (record.Cost?.NanoDollars, record.Estimated, record.CostSource, record.Usage));
    }

    [Fact]
    public async Task What_was_refused_cost_nothing_and_what_broke_is_unknown()
    {
        await using var gateway = await StartAsync("image", new() { ["Aliases:both"] = "one/m" });
        var asking = AskAsync(gateway, "/v1/images/generations", """{"model":"one/m","prompt":"p"}""");
        await (await gateway.One.NextAsync()).AnswerAsync(400, """{"error":{"message":"no","type":"invalid_request_error","param":"prompt","code":null}}""");
        Assert.Equal(400, (int)(await asking).StatusCode);
        var refused = await gateway.Journal.NextAsync();
        Assert.Equal((Cost.Zero, CostSource.Free), (refused.Cost!.Value, refused.CostSource));

        asking = AskAsync(gateway, "/v1/images/generations", """{"model":"one/m","prompt":"p"}""");
        (await gateway.One.NextAsync()).Cut();
        Assert.Equal(502, (int)(await asking).StatusCode);
        var cut = await gateway.Journal.NextAsync();
        Assert.Equal((null, CostSource.Unknown, true), (cut.Cost, cut.CostSource, cut.Estimated));
        Assert.Null(gateway.Journal.Started[^1].Cost);
    }

    [Fact]
    public async Task Moderations_pass()
    {
        await using var gateway = await StartAsync("moderation");
        var asking = AskAsync(gateway, "/v1/moderations", """{"model":"one/m","input":["abcd","efgh"]}""");
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/moderations ", call.Head, StringComparison.Ordinal);
        Assert.Equal("""{"model":"m","input":["abcd","efgh"]}""", call.BodyText);
        await call.AnswerAsync(200, """{"id":"modr-1","model":"m","results":[{"flagged":false}]}""");
        Assert.Equal("""{"id":"modr-1","model":"m","results":[{"flagged":false}]}""", await (await asking).Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("moderations", 2L, true, 2_000L), (record.Api, record.Usage.Input, record.Estimated, record.Cost!.Value.NanoDollars));
    }

    [Fact]
    public async Task A_form_goes_on_with_its_file_and_another_model_and_without_the_gateways_options()
    {
        await using var gateway = await StartAsync("transcription", new() { ["Providers:one:Models:0:PerMinute"] = "0.006" });
        byte[] sound = [.. Enumerable.Range(0, 70_000).Select(value => (byte)value)];
        var asking = gateway.Http.PostAsync("/v1/audio/transcriptions", Form("one/m", sound, ("hybridai", """{"task":"t"}"""), ("prompt", "p")));
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/audio/transcriptions ", call.Head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: multipart/form-data; boundary=edge\r\n", call.Head, StringComparison.Ordinal);
        Assert.Equal(await Form("m", sound, ("prompt", "p")).ReadAsByteArrayAsync(), call.Body);
        await call.AnswerAsync(200, """{"text":"Hello.","usage":{"type":"duration","seconds":90}}""");
        using var answer = await asking;

        Assert.Equal("""{"text":"Hello.","usage":{"type":"duration","seconds":90}}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("0.009", answer.Headers.GetValues("x-hybridai-cost").Single());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("audio.transcriptions", "one/m", "t", false, CostSource.Catalog), (record.Api, record.RequestedModel, record.Task, record.Estimated, record.CostSource));
    }

    [Theory]
    [InlineData("text/plain", "text/plain; charset=utf-8")]
    [InlineData("text/vtt; charset=utf-8", "text/vtt; charset=utf-8")]
    [InlineData("application/x-subrip", "application/x-subrip; charset=utf-8")]
    public async Task Transcriptions_as_text_pass_with_their_type_and_an_unknown_cost(string type, string expected)
    {
        await using var gateway = await StartAsync("transcription");
        var asking = gateway.Http.PostAsync("/v1/audio/transcriptions", Form("one/m", [1], ("response_format", "text")));
        await (await gateway.One.NextAsync()).AnswerAsync(200, "Hello.\n", type);
        using var answer = await asking;

        Assert.Equal(("Hello.\n", expected, "unknown"), (await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType!.ToString(), answer.Headers.GetValues("x-hybridai-cost").Single()));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Succeeded, CostSource.Unknown), (record.Outcome, record.CostSource));
    }

    [Fact]
    public async Task A_streamed_transcription_passes_and_its_last_event_waits_for_the_record()
    {
        await using var gateway = await StartAsync("transcription");
        gateway.Journal.Gate = new TaskCompletionSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/transcriptions") { Content = Form("one/m", [1], ("stream", "true")) };
        var asking = gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        const string Delta = "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hi\"}\n\n";
        const string Done = "data: {\"type\":\"transcript.text.done\",\"text\":\"Hi\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":5,\"input_token_details\":{\"audio_tokens\":5},\"output_tokens\":1,\"total_tokens\":6}}\n\n";
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Delta);
        using var answer = await asking;
        await using var body = await answer.Content.ReadAsStreamAsync();
        var first = new byte[Delta.Length];
        await body.ReadExactlyAsync(first);
        Assert.Equal(Delta, Encoding.UTF8.GetString(first));
        await call.EventAsync(Done);
        await call.EndAsync();
        var rest = new StreamReader(body).ReadToEndAsync();
        Assert.False(rest.IsCompleted);
        gateway.Journal.Gate.SetResult();
        Assert.Equal(Done, await rest);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((true, 5L, 1L, 7_000L), (record.Streamed, record.Usage.AudioInput, record.Usage.Output, record.Cost!.Value.NanoDollars));
    }

    [Fact]
    public async Task A_model_that_does_not_stream_answers_whole_though_it_was_asked_to()
    {
        await using var gateway = await StartAsync("transcription");
        var asking = gateway.Http.PostAsync("/v1/audio/transcriptions", Form("one/m", [1], ("stream", "true")));
        await (await gateway.One.NextAsync()).AnswerAsync(200, """{"text":"Hi"}""");
        Assert.Equal("""{"text":"Hi"}""", await (await asking).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_form_falls_back_with_the_other_providers_model()
    {
        await using var gateway = await StartAsync("transcription", new() { ["Providers:two:Models:0:Kind"] = "transcription", ["Providers:two:Models:0:Id"] = "n", ["Aliases:both"] = "one/m,two/n" });
        var asking = gateway.Http.PostAsync("/v1/audio/transcriptions", Form("both", [1, 2, 3]));
        await (await gateway.One.NextAsync()).AnswerAsync(503, """{"error":{"message":"busy"}}""");
        var second = await gateway.Two.NextAsync();
        Assert.Equal(await Form("n", [1, 2, 3]).ReadAsByteArrayAsync(), second.Body);
        await second.AnswerAsync(200, """{"text":"Hi"}""");
        using var answer = await asking;
        Assert.Equal(("two", "2"), (answer.Headers.GetValues("x-hybridai-provider").Single(), answer.Headers.GetValues("x-hybridai-attempts").Single()));
    }

    [Fact]
    public async Task Options_come_as_json_or_as_forms_write_objects()
    {
        await using var gateway = await StartAsync("transcription");
        var asking = gateway.Http.PostAsync("/v1/audio/transcriptions", Form("one/m", [1], ("hybridai[task]", "t"), ("hybridai[tags][]", "a"), ("hybridai[tags][]", "b")));
        var call = await gateway.One.NextAsync();
        Assert.DoesNotContain("hybridai", Encoding.Latin1.GetString(call.Body), StringComparison.Ordinal);
        await call.AnswerAsync(200, """{"text":"Hi"}""");
        await asking;
        var record = await gateway.Journal.NextAsync();
        Assert.Equal("t", record.Task);
        Assert.Equal(["a", "b"], record.Tags!);
    }

    [Theory]
    [InlineData("hybridai", "{", "must be a JSON object")]
    [InlineData("hybridai", "{}{}", "must be a JSON object")]
    [InlineData("hybridai", "[]", "must be an object of options")]
    [InlineData("hybridai", """{"nonsense":"x"}""", "There is no option 'nonsense'")]
    [InlineData("hybridai[nonsense]", "x", "There is no option 'nonsense'")]
    [InlineData("stream", "yes", "'stream' must be true or false")]
    [InlineData("model", "one/m", "'model' is there twice")]
    public async Task A_wrong_field_of_a_form_is_named(string name, string value, string message)
    {
        await using var gateway = await StartAsync("transcription");
        using var answer = await gateway.Http.PostAsync("/v1/audio/transcriptions", Form("one/m", [1], (name, value)));
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(message, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Equal(0, gateway.One.Count);
    }

    [Theory]
    [InlineData("application/json", "{}", 415)]
    [InlineData("multipart/form-data", "--edge--", 400)]
    [InlineData("multipart/form-data; boundary=edge", "--edge\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\none/m", 400)]
    [InlineData("multipart/form-data; boundary=edge", "--edge\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\none/m\r\n--edge--", 400)]
    [InlineData("multipart/form-data; boundary=edge", "--edge\r\nContent-Disposition: form-data; name=\"model\"; filename=\"m\"\r\n\r\none/m\r\n--edge--", 400)]
    public async Task A_body_that_is_no_form_is_refused(string type, string body, int status)
    {
        await using var gateway = await StartAsync("transcription");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await gateway.Http.PostAsync("/v1/audio/transcriptions", content);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEmpty(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_form_has_the_size_limit_of_every_body()
    {
        await using var gateway = await StartAsync("transcription", new() { ["Gateway:MaxBodySize"] = "64KB" });
        using var answer = await gateway.Http.PostAsync("/v1/audio/transcriptions", Form("one/m", new byte[65 * 1024]));
        Assert.Equal(413, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("image", "/v1/chat/completions", "POST /v1/images/generations")]
    [InlineData("transcription", "/v1/chat/completions", "POST /v1/audio/transcriptions")]
    [InlineData("speech", "/v1/embeddings", "POST /v1/audio/speech")]
    [InlineData("moderation", "/v1/images/generations", "POST /v1/moderations")]
    [InlineData("chat", "/v1/images/generations", "POST /v1/chat/completions")]
    [InlineData("chat", "/v1/audio/speech", "POST /v1/chat/completions")]
    [InlineData("embedding", "/v1/moderations", "POST /v1/embeddings")]
    public async Task A_model_of_another_kind_is_refused_with_its_path(string kind, string path, string message)
    {
        await using var gateway = await StartAsync(kind);
        using var answer = await AskAsync(gateway, path, """{"model":"one/m"}""");
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streamed_images_are_refused_clearly()
    {
        await using var gateway = await StartAsync("image");
        using var answer = await AskAsync(gateway, "/v1/images/generations", """{"model":"one/m","prompt":"p","stream":true}""");
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("stream", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("param").GetString());
    }

    private static MultipartFormDataContent Form(string model, byte[] sound, params (string Name, string Value)[] more)
    {
        var form = new MultipartFormDataContent("edge");
        form.Headers.Remove("Content-Type");
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=edge");
        foreach (var (name, value) in more)
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(value)), name);
        form.Add(new ByteArrayContent(sound) { Headers = { ContentType = new MediaTypeHeaderValue("audio/wav") } }, "file", "a.wav");
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(model)), "model");
        return form;
    }

    private static Task<TestGateway> StartAsync(string kind, Dictionary<string, string?>? more = null) =>
        TestGateway.StartAsync(new(more ?? []) { ["Providers:one:Models:0:Kind"] = kind });

    private static Task<HttpResponseMessage> AskAsync(TestGateway gateway, string path, string body) =>
        gateway.Http.PostAsync(path, new StringContent(body, new MediaTypeHeaderValue("application/json")));
}
