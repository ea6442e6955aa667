// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPair>
#include <QVector>
#include <QWidget>

class QLabel;

namespace phi1 {

class FactsGrid;
class TextLabel;

/// What the hover card of a head says: its name, its picture larger, its scores.
class HeadCard final : public QWidget
{
    Q_OBJECT
public:
    explicit HeadCard(QWidget *parent = nullptr);

    void setName(const QString &name);
    void setPicture(const QImage &picture); ///< null = none yet
    void setNote(const QString &note);      ///< below the name: "not computed yet"; "" = none
    void setFacts(const QVector<QPair<QString, QString>> &facts);
    static int pictureSide(); ///< in pixels of the widget

private:
    void follow();

    TextLabel *m_name;
    TextLabel *m_note;
    QLabel *m_picture;
    FactsGrid *m_facts;
};

} // namespace phi1
