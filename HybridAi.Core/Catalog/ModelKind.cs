namespace HybridAi.Core.Catalog;

/// <summary>What a model is for, and so which API it answers.</summary>
public enum ModelKind
{
    /// <summary>Conversation.</summary>
    Chat,

    /// <summary>Vectors of texts.</summary>
    Embedding,

    /// <summary>Text of speech.</summary>
    Transcription,

    /// <summary>Order of texts by how well they answer a query.</summary>
    Rerank,

    /// <summary>Images of texts.</summary>
    Image,

    /// <summary>Speech of texts.</summary>
    Speech,

    /// <summary>What in a text or image is harmful.</summary>
    Moderation,
}
