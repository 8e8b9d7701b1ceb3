namespace HybridAi.Core.Chat;

/// <summary>A piece of a message or of an answer. The set is closed: all kinds stand here.</summary>
public abstract record ChatPart
{
    private ChatPart()
    {
    }

    /// <summary>The id that the provider gave this piece (of OpenAI's items and audio), not to be confused with a tool call's id.</summary>
    public string? ItemId { get; init; }

    /// <summary>Asks for a cached prefix that ends here.</summary>
    public CacheBreakpoint? Cache { get; init; }

    /// <summary>The provider's opaque proof or ciphertext: reasoning has it everywhere, any part may have it on Gemini.</summary>
    public Seal? Seal { get; init; }

    /// <summary>Fields without a typed member.</summary>
    public IReadOnlyList<ExtraField> Extra { get; init; } = [];

    /// <summary>Only the kind, so that no log shows what was said.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>Text.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : ChatPart
    {
        /// <summary>Where the text, or a span of it, comes from.</summary>
        public IReadOnlyList<Citation> Citations { get; init; } = [];

        /// <summary>The log probabilities of its tokens, if asked for.</summary>
        public IReadOnlyList<TokenLogprob> Logprobs { get; init; } = [];
    }

    /// <summary>The model's words for declining.</summary>
    /// <param name="Value">The words.</param>
    public sealed record Refusal(string Value) : ChatPart
    {
        /// <summary>The log probabilities of its tokens, if asked for.</summary>
        public IReadOnlyList<TokenLogprob> Logprobs { get; init; } = [];
    }

    /// <summary>
    /// The model's reasoning. With no texts at all, everything is in the seal (redacted or encrypted); one empty text is reasoning
    /// whose text was left out but that is signed.
    /// </summary>
    /// <param name="Texts">What of it may be read, in order.</param>
    public sealed record Reasoning(IReadOnlyList<ReasoningText> Texts) : ChatPart
    {
        /// <summary>The path within a caller's message that it came by, where the dialect has several; null for the dialect's own.</summary>
        public string? Path { get; init; }
    }

    /// <summary>The model calls a tool that the caller runs.</summary>
    /// <param name="Kind"><see cref="ToolKind.Function"/> or <see cref="ToolKind.Custom"/>.</param>
    /// <param name="Id">The call's id, minted by the format's reader where the wire has none.</param>
    /// <param name="Name">The tool.</param>
    /// <param name="Input">A function's arguments as JSON text, a custom tool's input as plain text.</param>
    public sealed record ToolCall(ToolKind Kind, string Id, string Name, Verbatim Input) : ChatPart;

    /// <summary>What the caller's tool answered.</summary>
    /// <param name="CallId">The call that it answers.</param>
    /// <param name="Parts">The answer: text, media, or opaque parts.</param>
    public sealed record ToolResult(string CallId, IReadOnlyList<ChatPart> Parts) : ChatPart
    {
        /// <summary>The tool's name, where the wire gives or wants it.</summary>
        public string? Name { get; init; }

        /// <summary>Whether the tool failed.</summary>
        public bool? IsError { get; init; }
    }

    /// <summary>An image, sound, video or document: always whole, never in pieces.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Source">Where it is.</param>
    public sealed record Media(MediaKind Kind, MediaSource Source) : ChatPart
    {
        /// <summary>Its media type, such as <c>application/pdf</c>, where the wire tells.</summary>
        public string? MediaType { get; init; }

        /// <summary>How closely to look: <c>auto</c>, <c>low</c>, <c>high</c>.</summary>
        public string? Detail { get; init; }

        /// <summary>A file's name or a document's title.</summary>
        public string? Name { get; init; }

        /// <summary>What the model should know about a document without citing it.</summary>
        public string? Context { get; init; }

        /// <summary>Whether a document may be cited.</summary>
        public bool? Citable { get; init; }
    }

    /// <summary>Sound that the model made. In a later request <see cref="ItemId"/> alone may stand for it.</summary>
    /// <param name="Data">The sound itself, decoded from base64, because pieces of base64 do not join.</param>
    /// <param name="Transcript">Its words so far, or empty.</param>
    public sealed record Speech(ReadOnlyMemory<byte> Data, string Transcript) : ChatPart
    {
        /// <summary>The sound's media type, where the wire tells.</summary>
        public string? MediaType { get; init; }

        /// <summary>Until when <see cref="ItemId"/> stands for it.</summary>
        public DateTimeOffset? ExpiresAt { get; init; }
    }

    /// <summary>
    /// A piece that only its own wire understands: a hosted tool's call or result, code that the provider ran, a new kind of block.
    /// Always whole; it can go back only to the format it came from.
    /// </summary>
    /// <param name="Wire">The dialect or format whose word <paramref name="Type"/> is.</param>
    /// <param name="Type">The wire's name of its kind.</param>
    /// <param name="Json">The whole piece.</param>
    public sealed record Opaque(string Wire, string Type, Verbatim Json) : ChatPart;
}
