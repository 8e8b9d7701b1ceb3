using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.OpenAi;

public sealed class MediaTests : IAsyncLifetime
{
    private const string Transcriptions = "/openai/v1/audio/transcriptions";

    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("/openai/v1/images/generations", """{"model":"gpt-image-1"}""", "Missing required parameter: 'prompt'.")]
    [InlineData("/openai/v1/images/generations", """{"model":"gpt-image-1","prompt":"p","n":11}""", "integer above maximum value")]
    [InlineData("/openai/v1/images/generations", """{"model":"gpt-image-1","prompt":"p","response_format":"url"}""", "response_format")]
    [InlineData("/openai/v1/images/generations", """{"model":"gpt-4.1-mini","prompt":"p"}""", "no image model")]
    [InlineData("/openai/v1/audio/speech", """{"model":"tts-1","input":"i"}""", "'voice'")]
    [InlineData("/openai/v1/audio/speech", """{"model":"tts-1","input":"i","voice":"alloy","stream_format":"sse"}""", "stream_format")]
    [InlineData("/openai/v1/audio/speech", """{"model":"whisper-1","input":"i","voice":"alloy"}""", "no speech model")]
    [InlineData("/openai/v1/moderations", """{"input":[]}""", "not empty")]
    [InlineData("/openai/v1/moderations", """{"input":[{"type":"audio"}]}""", "input[0]")]
    public async Task What_the_provider_would_refuse_is_refused(string path, string body, string message)
    {
        var answer = await _simulator.PostAsync(path, body);
        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(message, (string)answer.Json["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.txt", "model=whisper-1", "Invalid file format")]
    [InlineData("a.wav", "model=whisper-1;nonsense=1", "nonsense")]
    [InlineData("a.wav", "model=gpt-4o-transcribe;response_format=srt", "Supported values are: 'json'")]
    [InlineData("a.wav", "model=whisper-1;timestamp_granularities[]=word", "verbose_json")]
    [InlineData("a.wav", "prompt=p", "'model'")]
    [InlineData("a.wav", "model=tts-1", "no transcription model")]
    public async Task A_form_is_read_as_strictly(string file, string fields, string message)
    {
        using var answer = await TranscribeAsync(Transcriptions, file, fields);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(message, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_says_the_same_and_is_on_the_invoice()
    {
        var texts = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await TranscribeAsync(Transcriptions, "a.wav", "model=whisper-1");
            texts.Add((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["text"]!);
        }

        Assert.Equal(texts[0], texts[1]);
        var line = (await _simulator.LinesAsync())[0]!;
        Assert.Equal(("whisper-1", 2m, false), ((string)line["model"]!, (decimal)line["tokens"]!["audioSeconds"]!, (bool)line["priced"]!));
        Assert.Equal("whisper-1", (string?)(await _simulator.LastRequestAsync())["model"]);
    }

    [Fact]
    public async Task Groq_and_azure_have_their_own_paths()
    {
        using var groq = await TranscribeAsync("/groq/openai/v1/audio/transcriptions", "a.wav", "model=whisper-large-v3");
        Assert.StartsWith("""{"text":""", await groq.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await _simulator.PostAsync("/groq/openai/v1/images/generations", "{}")).Status);
    }

    [Fact]
    public async Task Images_and_characters_are_on_the_invoice()
    {
        var image = await _simulator.PostAsync("/openai/v1/images/generations", """{"model":"gpt-image-1","prompt":"a cat","n":2,"quality":"high"}""");
        Assert.Equal(2 * 4160, (int)image.Json["usage"]!["output_tokens"]!);
        using var speech = await PostAsync("/openai/v1/audio/speech", new StringContent("""{"model":"tts-1","input":"héllo","voice":"alloy"}""", new MediaTypeHeaderValue("application/json")));
        Assert.Equal("audio/mpeg", speech.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("ID3", Encoding.Latin1.GetString(await speech.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        var lines = await _simulator.LinesAsync();
        Assert.Equal((2L * 4160, 2L, 5L), ((long)lines[0]!["tokens"]!["imageOutput"]!, (long)lines[0]!["tokens"]!["images"]!, (long)lines[1]!["tokens"]!["characters"]!));
    }

    // Two seconds at 16,000 bytes a second.
    private Task<HttpResponseMessage> TranscribeAsync(string path, string file, string fields)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[32_000]), "file", file } };
        foreach (var field in fields.Split(';'))
            form.Add(new StringContent(field[(field.IndexOf('=') + 1)..]), field[..field.IndexOf('=')]);
        return PostAsync(path, form);
    }

    private Task<HttpResponseMessage> PostAsync(string path, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "key-of-tests");
        return _simulator.Http.SendAsync(request);
    }
}
