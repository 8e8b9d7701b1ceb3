namespace HybridAi.Core.Routing;

/// <summary>What a request needs its model to be able to do.</summary>
[Flags]
public enum RequestNeeds
{
    /// <summary>Nothing but text.</summary>
    None = 0,

    /// <summary>Calling tools.</summary>
    Tools = 1,

    /// <summary>Seeing images.</summary>
    Vision = 2,

    /// <summary>Hearing.</summary>
    Audio = 4,

    /// <summary>Reading PDF documents.</summary>
    Pdf = 8,

    /// <summary>Obeying a JSON schema.</summary>
    StructuredOutput = 16,

    /// <summary>Reasoning before the answer.</summary>
    Reasoning = 32,

    /// <summary>Speaking.</summary>
    Speech = 64,
}
