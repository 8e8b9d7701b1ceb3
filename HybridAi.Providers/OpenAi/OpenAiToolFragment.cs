using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>Where the fields of one tool call, or of a fragment of it, are.</summary>
internal readonly struct OpenAiToolFragment
{
    private readonly JsonSlice _item;
    private readonly bool _hasMore;

    public OpenAiToolFragment(ReadOnlySpan<byte> data, JsonSlice item)
    {
        _item = item;
        JsonSlice function = default;
        var members = new JsonMembers(data, item);
        while (members.Next())
        {
            if (members.Is("index"u8))
                Index = members.Value();
            else if (members.Is("id"u8))
                Id = members.Value();
            else if (members.Is("function"u8))
                function = members.Value();
            else if (members.Is("custom"u8))
                (function, IsCustom) = (members.Value(), true);
            else if (!members.Is("type"u8))
                _hasMore = true;
        }

        (Name, Input) = ReadFunction(data, function);
    }

    private OpenAiToolFragment(ReadOnlySpan<byte> data, JsonSlice function, bool isCustom)
    {
        IsCustom = isCustom;
        (Name, Input) = ReadFunction(data, function);
    }

    public JsonSlice Index { get; }

    public JsonSlice Id { get; }

    public JsonSlice Name { get; }

    /// <summary>Arguments as a text (an object with some), or a custom tool's input.</summary>
    public JsonSlice Input { get; }

    public bool IsCustom { get; }

    /// <summary>The deprecated <c>function_call</c>.</summary>
    public static OpenAiToolFragment OfFunctionCall(ReadOnlySpan<byte> data, JsonSlice function) => new(data, function, isCustom: false);

    /// <summary>Fields besides these, such as Gemini's <c>extra_content</c>.</summary>
    public IReadOnlyList<ExtraField> ExtraOf(ReadOnlySpan<byte> data)
    {
        if (!_hasMore)
            return [];
        var extra = new List<ExtraField>();
        var members = new JsonMembers(data, _item);
        while (members.Next() && extra.Count < 16)
        {
            if (members.Is("index"u8) || members.Is("id"u8) || members.Is("function"u8) || members.Is("custom"u8) || members.Is("type"u8))
                continue;
            var name = LenientText.Unescape(members.RawName);
            var value = members.Value();
            if (!value.IsAbsent)
                extra.Add(new ExtraField(name, value.Copy(data)));
        }

        return extra;
    }

    private static (JsonSlice Name, JsonSlice Input) ReadFunction(ReadOnlySpan<byte> data, JsonSlice function)
    {
        JsonSlice name = default, input = default;
        var members = new JsonMembers(data, function);
        while (members.Next())
        {
            if (members.Is("name"u8))
                name = members.Value();
            else if (members.Is("arguments"u8) || members.Is("input"u8))
                input = members.Value();
        }

        return (name, input);
    }
}
