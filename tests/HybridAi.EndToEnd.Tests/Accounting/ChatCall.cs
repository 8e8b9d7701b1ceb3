using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HybridAi.EndToEnd.Tests.Accounting;

/// <summary>How far a call came, as its caller saw it.</summary>
internal enum Progress
{
    /// <summary>Nobody listened: the product cannot know of it.</summary>
    NotSent,

    /// <summary>It was sent, and then something broke.</summary>
    Broken,

    /// <summary>The answer came whole; a stream up to its terminator.</summary>
    Whole,
}

/// <summary>A call of the inference API, marked so that both ends can find it again.</summary>
internal sealed record ChatCall(string Marker, string Path, object Body, bool Streamed)
{
    private static readonly Regex Id = new("\"id\":\"([^\"]+)\"");

    public Progress Progress { get; private set; }

    public int Status { get; private set; }

    public string? AnswerId { get; private set; }

    public string Answer { get; private set; } = "";

    public async Task<ChatCall> SendAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent(JsonSerializer.Serialize(Body), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-hybridai-session", Marker);
        Progress = Progress.Broken;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Status = (int)response.StatusCode;
            Answer = await response.Content.ReadAsStringAsync();
            AnswerId = Id.Match(Answer) is { Success: true } match ? match.Groups[1].Value : null;
            if (response.StatusCode == HttpStatusCode.OK && (!Streamed || Answer.Contains("data: [DONE]", StringComparison.Ordinal)))
                Progress = Progress.Whole;
        }
        catch (HttpRequestException refused) when (refused.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            Progress = Progress.NotSent;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            Progress = Progress.Broken;
        }

        return this;
    }
}
