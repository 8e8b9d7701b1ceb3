namespace HybridAi.Providers.Schemas;

/// <summary>How many of an object's properties have to be required.</summary>
public enum RequiredDemand
{
    /// <summary>As many as one likes.</summary>
    Any,

    /// <summary>At least one.</summary>
    One,

    /// <summary>All.</summary>
    All,
}
