using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Core.Tests.Chat;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.OpenAi;

/// <summary>Reads answers of a provider of the openai format; every event is checked against the grammar.</summary>
internal static class ChatReaderRun
{
    public static IChatReader Open(string profile) => new OpenAiFormat().Chat.OpenReader(TargetOf(profile));

    public static ChatTarget TargetOf(string profile) =>
        new(new Deployment { Provider = profile, Model = "asked-for" }, ProviderProfiles.Find(profile)!);

    /// <summary>The response of a stream, from its data lines and ended by <c>[DONE]</c>.</summary>
    public static ChatResponse Stream(string profile, params string[] chunks) => Stream(profile, out _, chunks);

    public static ChatResponse Stream(string profile, out List<ChatEvent> events, params string[] chunks)
    {
        events = Events(profile, [.. chunks, "[DONE]"]);
        return Fold(events);
    }

    public static List<ChatEvent> Events(string profile, params string[] chunks)
    {
        var (reader, events) = (Open(profile), new List<ChatEvent>());
        foreach (var chunk in chunks)
            Assert.Null(reader.Read(default, Encoding.UTF8.GetBytes(chunk), events));
        return events;
    }

    public static ChatResponse Answer(string profile, string body)
    {
        var events = new List<ChatEvent>();
        Assert.Null(Open(profile).ReadAnswer(Encoding.UTF8.GetBytes(body), events));
        return Fold(events);
    }

    public static ChatResponse Fold(List<ChatEvent> events)
    {
        var fold = new ChatFold();
        foreach (var next in events)
            Assert.Equal(EventFault.None, fold.Add(next));
        Assert.True(fold.IsOver);
        return fold.ToResponse()!;
    }

    public static void Same(ChatResponse one, ChatResponse other) => Assert.Equal(Structure.Of(one), Structure.Of(other));

    public static string Chunk(string delta, string finish = "null", string more = "") =>
        "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,\"model\":\"m1\",\"choices\":[{\"index\":0,\"delta\":" + delta
        + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]" + more + "}";

    public static string Whole(string message, string finish, string more = "") =>
        "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"m1\",\"choices\":[{\"index\":0,\"message\":" + message
        + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]" + more + "}";
}
