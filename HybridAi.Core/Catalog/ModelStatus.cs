namespace HybridAi.Core.Catalog;

/// <summary>Where a model stands in its life.</summary>
public enum ModelStatus
{
    /// <summary>Served and current.</summary>
    Active,

    /// <summary>Served, may still change.</summary>
    Preview,

    /// <summary>Served; its provider recommends a successor.</summary>
    Legacy,

    /// <summary>Served until an announced day.</summary>
    Deprecated,

    /// <summary>No longer served.</summary>
    Retired,
}
