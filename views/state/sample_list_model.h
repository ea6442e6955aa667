// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QAbstractListModel>

#include "views/state/samples_types.h"

namespace phi1 {

/// The samples that a filter lets through, in their order. Rows are ranks; there are as many as
/// samples were found, their content is fetched in pages around what is looked at, a few thousand
/// are kept. What is not there yet says so by LoadedRole; nothing blocks. A new answer resets the
/// model once its first page is there, so that the old one is shown until then.
class SampleListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        RowRole = Qt::UserRole, ///< uint, SampleRow; invalid while not known
        LoadedRole,             ///< bool; the others are empty while false
        EntryRole,              ///< SampleEntry
        TitleRole,              ///< Qt::DisplayRole, too
        ExcerptRole,
        FactsRole, ///< "textbook · beginner · 612 tokens", translated
        LabelRole, ///< int
        ScoreRole, ///< double, SampleEntry::sortValue; invalid without
    };
    Q_ENUM(Role)

    explicit SampleListModel(QObject *parent = nullptr);
    ~SampleListModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    /// Null while it is not loaded; valid until control is back in the event loop. Asks for it.
    const SampleEntry *entry(int rank) const;
    /// What is looked at now: it, and a page before and after, come first.
    void setVisible(int first, int last);
    /// Rank of a sample among those that are loaded, -1: not known here.
    int loadedRank(SampleRow row) const;

    // For the session.
    static constexpr int pageSize = 64;
    static constexpr int pagesKept = 64;
    void reset(int count);
    /// Samples that were found since, at the end.
    void grow(int count);
    /// What is loaded may look otherwise now: it is asked for again, and shown until then.
    void outdate();
    void take(int page, const QVector<SampleEntry> &entries);
    void setLabel(SampleRow row, int label, bool hasNote);
    /// Page that is wanted most and was not asked for; -1: none. It counts as asked for.
    int nextWanted();

signals:
    /// nextWanted() may give something; once until it is asked.
    void pagesWanted(QPrivateSignal);

private:
    void tell() const;

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
