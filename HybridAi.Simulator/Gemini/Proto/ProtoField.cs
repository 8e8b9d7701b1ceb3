namespace HybridAi.Simulator.Gemini.Proto;

internal enum ProtoKind
{
    Text,
    Flag,
    Integer,
    Number,

    /// <summary>Base64 in JSON.</summary>
    Bytes,
    Choice,
    Message,

    /// <summary>Any object.</summary>
    Struct,

    /// <summary>Any JSON value.</summary>
    Value,
}

/// <summary>A field of a message, as protocol buffers define it.</summary>
internal sealed record ProtoField(ProtoKind Kind)
{
    public bool Repeated { get; init; }

    /// <summary>A map from texts to values of the kind.</summary>
    public bool Map { get; init; }

    /// <summary>The words of an enumeration.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>The enumeration's words may come in lower case.</summary>
    public bool AnyCase { get; init; }

    /// <summary>The message's or enumeration's full name.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>The message; looked up late, so that messages may hold themselves.</summary>
    public Func<ProtoMessage>? Message { get; init; }

    public ProtoField List() => this with { Repeated = true };
}
