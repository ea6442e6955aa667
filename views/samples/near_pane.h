// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/samples_types.h"

class QListView;
class QStandardItemModel;
class QStackedWidget;

namespace phi1 {

class IconButton;
class Panel;
class SampleTextView;
class SegmentedChoice;
class TextLabel;

/// The second text beside a sample: one of its near-duplicates, with the lines marked that differ,
/// or the sample itself tinted by what a checkpoint makes of it.
class NearPane final : public QWidget
{
    Q_OBJECT
public:
    enum class Shows { Duplicates, Loss };
    Q_ENUM(Shows)

    /// @param first  the sample's own text: differences are marked there as well
    explicit NearPane(SampleTextView &first, QWidget *parent = nullptr);

    Shows shows() const;
    void setShows(Shows what);
    void setDuplicates(const SimilarSamples &duplicates);
    void setSearching(); ///< they are being looked for
    void clear();        ///< another sample
    const SimilarSamples &duplicates() const { return m_duplicates; }
    int currentDuplicate() const; ///< -1: none
    void setCurrentDuplicate(int index);
    QString summary() const; ///< "98 of 102 lines are equal"

    SampleTextView *text() const { return m_text; }         ///< of the near-duplicate
    SampleTextView *lossText() const { return m_lossText; } ///< of the sample, tinted
    QListView *list() const { return m_list; }

signals:
    void showsChanged(phi1::NearPane::Shows what);
    void closeRequested();
    void sampleRequested(phi1::SampleRow row); ///< to be read as the current one

private:
    void compare(int index);
    void removeMarks();

    SampleTextView &m_first;
    Panel *m_panel;
    SegmentedChoice *m_choice;
    QStackedWidget *m_stack;
    QListView *m_list;
    QStandardItemModel *m_items;
    TextLabel *m_summary;
    SampleTextView *m_text;
    SampleTextView *m_lossText;
    IconButton *m_open;
    SimilarSamples m_duplicates;
};

} // namespace phi1
