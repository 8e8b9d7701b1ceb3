using System.Buffers;
using System.Buffers.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads spoken answers: <c>{"id","data","transcript","expires_at"}</c>, each piece of sound base64 of its own.</summary>
internal static class OpenAiSpeech
{
    private const long LastSecond = 253_402_300_799;

    public static string? Read(OpenAiChoice choice, ReadOnlySpan<byte> data, JsonSlice audio, List<ChatEvent> events)
    {
        JsonSlice id = default, sound = default, transcript = default, expiresAt = default;
        var members = new JsonMembers(data, audio);
        if (!members.IsObject)
            return null;
        while (members.Next())
        {
            if (members.Is("id"u8))
                id = members.Value();
            else if (members.Is("data"u8))
                sound = members.Value();
            else if (members.Is("transcript"u8))
                transcript = members.Value();
            else if (members.Is("expires_at"u8))
                expiresAt = members.Value();
        }

        if (!TryDecode(sound.TextBytes(data).Utf8.Span, out var bytes))
            return "its sound is no base64";
        choice.Reach(new ChatPart.Speech(default, "") { ItemId = id.TextOrNull(data) }, events);
        var until = expiresAt.Number(data);
        var words = transcript.Text(data);
        if (bytes.Length + words.Length > 0 || until is not null)
        {
            events.Add(new ChatEvent.SpeechDelta(choice.Index, choice.Part, bytes, words)
            {
                ExpiresAt = until is > 0 and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(until.Value) : null,
            });
        }

        return null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> base64, out byte[] bytes)
    {
        bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        if (Base64.DecodeFromUtf8(base64, bytes, out _, out var written) != OperationStatus.Done)
            return false;
        bytes = bytes[..written];
        return true;
    }
}
