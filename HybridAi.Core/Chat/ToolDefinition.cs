namespace HybridAi.Core.Chat;

/// <summary>A tool that the model may call. The set is closed.</summary>
public abstract record ToolDefinition
{
    private ToolDefinition()
    {
    }

    /// <summary>Asks for a cached prefix that ends here.</summary>
    public CacheBreakpoint? Cache { get; init; }

    /// <summary>Fields without a typed member.</summary>
    public IReadOnlyList<ExtraField> Extra { get; init; } = [];

    /// <summary>The name that a caller gave it; null for a hosted tool, whose name is its type.</summary>
    public string? NameOrNull => this switch
    {
        Function function => function.Name,
        Custom custom => custom.Name,
        _ => null,
    };

    /// <summary>Only the kind, so that no log shows what was sent.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>A function of the caller's.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record Function(string Name) : ToolDefinition
    {
        /// <summary>What it does, told to the model.</summary>
        public string? Description { get; init; }

        /// <summary>The JSON Schema of its arguments; empty if it takes none.</summary>
        public Verbatim Parameters { get; init; }

        /// <summary>Whether the schema is enforced while tokens are drawn.</summary>
        public bool? Strict { get; init; }
    }

    /// <summary>A tool of the caller's that takes plain text.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record Custom(string Name) : ToolDefinition
    {
        /// <summary>What it does, told to the model.</summary>
        public string? Description { get; init; }

        /// <summary>The grammar's language, <c>lark</c> or <c>regex</c>; null for free text.</summary>
        public string? Syntax { get; init; }

        /// <summary>The grammar that the input must follow.</summary>
        public string? Grammar { get; init; }
    }

    /// <summary>A tool that the provider runs, such as web search: means something on its own wire only.</summary>
    /// <param name="Type">The wire's name of it.</param>
    /// <param name="Json">The whole definition.</param>
    public sealed record Hosted(string Type, Verbatim Json) : ToolDefinition;
}
