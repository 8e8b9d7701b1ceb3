using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>Where the fields of one chunk or answer are.</summary>
internal struct OpenAiChunk
{
    public JsonSlice Id { get; private set; }

    public JsonSlice Model { get; private set; }

    public JsonSlice Created { get; private set; }

    public JsonSlice ServiceTier { get; private set; }

    public JsonSlice Choices { get; private set; }

    public JsonSlice Usage { get; private set; }

    public JsonSlice XGroq { get; private set; }

    public JsonSlice Error { get; private set; }

    /// <summary>A text in the place of choices is an error without its wrapper (older vLLM, Cerebras).</summary>
    public JsonSlice Message { get; private set; }

    /// <summary>Finds the fields.</summary>
    /// <param name="data">The chunk.</param>
    /// <param name="extras">Takes what has no place in the model.</param>
    /// <param name="early">Gets the events of that.</param>
    /// <returns>False if it is no object.</returns>
    /// <exception cref="JsonException">It is not valid JSON.</exception>
    public bool TryRead(ReadOnlySpan<byte> data, OpenAiExtras extras, List<ChatEvent> early)
    {
        var members = new JsonMembers(data);
        if (!members.IsObject)
            return false;
        while (members.Next())
        {
            if (members.Is("choices"u8))
                Choices = members.Value();
            else if (members.Is("id"u8))
                Id = members.Value();
            else if (members.Is("model"u8))
                Model = members.Value();
            else if (members.Is("created"u8))
                Created = members.Value();
            else if (members.Is("service_tier"u8))
                ServiceTier = members.Value();
            else if (members.Is("usage"u8))
                Usage = members.Value();
            else if (members.Is("x_groq"u8))
                ReadXGroq(data, members.Value());
            else if (members.Is("error"u8))
                Error = ErrorOf(members.Value());
            else if (members.Is("message"u8))
                Message = members.Value() is { Type: JsonTokenType.String } text ? text : default;
            else if (!members.Is("object"u8) && !members.Is("obfuscation"u8))
            {
                var name = members.RawName;
                extras.Add(null, "", name, members.Value(), data, early);
            }
        }

        members.End();
        return true;
    }

    private void ReadXGroq(ReadOnlySpan<byte> data, JsonSlice value)
    {
        XGroq = value;
        var members = new JsonMembers(data, value);
        while (members.Next())
        {
            if (members.Is("error"u8))
                Error = ErrorOf(members.Value());
        }
    }

    private static JsonSlice ErrorOf(JsonSlice value) => value.Type is JsonTokenType.StartObject or JsonTokenType.String ? value : default;
}
