// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/samples_types.h"

namespace phi1 {

class IconButton;
class SearchField;
class SegmentedChoice;
class Spinner;
class TextLabel;

/// What is searched for, and how: by words, by a part of the text, by a regular expression. The
/// time that the answer took stands in the field; what is wrong with the question below it.
class SampleSearchBar final : public QWidget
{
    Q_OBJECT
public:
    explicit SampleSearchBar(QWidget *parent = nullptr);

    TextQuery query() const;
    void setQuery(const TextQuery &query); ///< says nothing
    void showState(const SearchState &state);
    void focusField();
    SearchField *field() const { return m_field; }
    SegmentedChoice *mode() const { return m_mode; }
    IconButton *matchCase() const { return m_case; }
    QString sentence() const; ///< below the field; empty: none

signals:
    void queryEdited(const phi1::TextQuery &query);
    void listRequested(); ///< ↓ or Enter in the field: on to what was found

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMode();
    void edit();

    SearchField *m_field;
    SegmentedChoice *m_mode;
    IconButton *m_case;
    TextLabel *m_sentence;
    bool m_setting = false;
};

} // namespace phi1
