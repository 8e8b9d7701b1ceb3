namespace HybridAi.Web.Visits;

/// <summary>A component that is a whole page.</summary>
public interface IPage<TModel>
{
    /// <summary>Who looks, when and how.</summary>
    Visit Visit { get; set; }

    /// <summary>All that the page shows.</summary>
    TModel Model { get; set; }
}
